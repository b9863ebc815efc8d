import type { Journal, JournalRecord } from '../../src/room/log/journal';
import type { MoveProblem, StorageProblem } from '../../src/room/storage-problem';
import { isUrgent } from '../../src/store/journal-line';
import { Emitter } from '../../src/util/event';

/** A journal in memory that distinguishes committed records from appended ones. */
export class FakeJournal implements Journal {
  readonly id = 'journal';
  readonly committed: JournalRecord[] = [];
  /** Appended records, which would be lost if the window died now. */
  pending: JournalRecord[] = [];
  /** The JSON of the record appended last, if it was encoded before. */
  encoded: string | undefined;
  /** How it was closed: `over`, or to be continued later. */
  end: 'over' | 'kept' | undefined;
  problem: StorageProblem | undefined;
  /** The problem with other folders. */
  readonly folders = new Map<string, MoveProblem>();
  private disk: StorageProblem | undefined;
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  /** Whether what is committed waits for `sync()`, or for a record that has to be on disk at once. */
  isSlow = false;
  appended = 0;
  synced = 0;
  private readonly syncs = new Emitter<void>();
  readonly onDidSync = this.syncs.event;

  append(record: JournalRecord, json?: string): void {
    if (this.end) throw new Error('the journal is closed');
    this.encoded = json;
    this.appended += 1;
    this.pending.push(record);
  }

  commit(): boolean {
    if (this.problem) return false;
    if (this.disk && this.pending.length > 0) {
      this.problem = this.disk;
      this.changes.fire();
      return false;
    }
    const isUrgentNow = this.pending.some(isUrgent);
    this.committed.push(...this.pending);
    this.pending = [];
    if (!this.isSlow || isUrgentNow) this.sync();
    return true;
  }

  /** Puts everything committed on disk. */
  sync(): void {
    const synced = this.appended - this.pending.length;
    if (synced <= this.synced) return;
    this.synced = synced;
    queueMicrotask(() => this.syncs.fire());
  }

  store(records: readonly JournalRecord[]): boolean {
    if (!this.commit() || this.disk) return false;
    this.committed.push(...records);
    this.appended += records.length;
    this.sync();
    return true;
  }

  async moveTo(folder: string): Promise<MoveProblem | undefined> {
    const problem = this.folders.get(folder);
    if (problem === undefined || problem === 'not-noted') this.heal();
    return problem;
  }

  close(over: boolean): void {
    if (this.end) throw new Error('the journal is closed');
    this.commit();
    this.end = over ? 'over' : 'kept';
  }

  /** Makes every write fail from now on. */
  fail(disk: StorageProblem = 'disk-full'): void {
    this.disk = disk;
  }

  /** Makes the disk work again; writes what was appended. */
  heal(): void {
    this.disk = undefined;
    const was = this.problem;
    this.problem = undefined;
    this.commit();
    if (was) this.changes.fire();
  }
}
