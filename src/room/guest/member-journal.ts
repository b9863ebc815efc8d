import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { Archive, GuestHeader, Journal, JournalRecord } from '../log/journal';
import type { StorageProblem } from '../storage-problem';

/**
 * The header is written again after so much JSON, in UTF-16 units: the end of a long file has it, too, and that is all
 * of it that a list of rooms reads.
 */
export const headerGap = 64 * 1024;

/**
 * A guest's journal. It begins when the guest is admitted, because only then is there a key to come back
 * with; earlier records wait until then. Commits automatically once per turn of the event loop.
 */
export class MemberJournal {
  private readonly early: JournalRecord[] = [];
  private readonly syncs = new Emitter<void>();
  /** Fires when `synced` has risen. */
  readonly onDidSync = this.syncs.event;
  private timer: Disposable | undefined;
  /** The JSON appended since the header, in UTF-16 units. */
  private sinceHeader = 0;
  private closed = false;

  /**
   * @param onProblem called when the disk begins to fail, and when it works again
   * @param current the journal to continue, and its newest header
   */
  constructor(
    private readonly archive: Archive,
    private readonly clock: Clock,
    private readonly onProblem: () => void,
    private current?: { readonly journal: Journal; readonly header: GuestHeader },
  ) {
    if (current) this.watch(current.journal);
  }

  /** Ordinal of the newest record appended; 0 before the guest is admitted. */
  get appended(): number {
    return this.current?.journal.appended ?? 0;
  }

  /** All records up to this ordinal are on disk. */
  get synced(): number {
    return this.current?.journal.synced ?? 0;
  }

  /** Why records can't be stored now; undefined if they can. */
  get problem(): StorageProblem | undefined {
    return this.current?.journal.problem;
  }

  /** The journal's id; undefined before the guest is admitted. */
  get id(): string | undefined {
    return this.current?.journal.id;
  }

  /** Stores how to come back from now on. Commits at once, because the hub sends the key only once. */
  begin(header: GuestHeader): void {
    if (this.closed) return;
    const previous = this.current;
    const journal = previous?.journal ?? this.archive.create(header);
    if (!previous) this.watch(journal);
    this.current = { journal, header };
    if (previous && !isSame(previous.header, header)) journal.append(header);
    for (const record of this.early.splice(0)) journal.append(record);
    this.commit();
  }

  /** Appends a record; it is committed at the end of the turn. */
  append(record: JournalRecord): void {
    if (this.closed) return;
    if (!this.current) {
      this.early.push(record);
      return;
    }
    const { header, journal } = this.current;
    const json = record.type === 'unknown' ? record.json : JSON.stringify(record);
    journal.append(record, json);
    this.sinceHeader += json.length;
    if (this.sinceHeader >= headerGap) {
      this.sinceHeader = 0;
      journal.append(header);
    }
    this.timer ??= this.clock.after(0, () => this.commit());
  }

  /** Stores these records and syncs them at once, with everything before them. Returns whether it did. */
  store(records: readonly JournalRecord[]): boolean {
    if (this.closed) return false;
    this.commit();
    return this.current?.journal.store(records) ?? false;
  }

  /** Hands the appended records to the operating system. */
  commit(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (!this.closed) this.current?.journal.commit();
  }

  /** Commits and closes the journal. @param over whether the room is over for good */
  close(over: boolean): void {
    if (this.closed) return;
    this.commit();
    this.closed = true;
    this.current?.journal.close(over);
  }

  private watch(journal: Journal): void {
    journal.onDidChange(this.onProblem);
    journal.onDidSync(() => this.syncs.fire());
  }
}

/** Whether two headers of one room are the same; its names, addresses, port, kind, key or epoch may have changed. */
function isSame(a: GuestHeader, b: GuestHeader): boolean {
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
}

function ordered(header: GuestHeader): unknown {
  const { kind, name, addresses, port, others, pin, self, key, successors, wide } = header;
  return [kind, name, addresses, port, others, pin, self.id, self.name, key, successors, wide];
}
