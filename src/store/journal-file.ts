import { dirname } from 'node:path';
import type { Journal, JournalRecord, StorageProblem } from '../room/journal';
import { withoutSecrets } from '../room/without-secrets';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { Emitter } from '../util/event';
import { type FileSystem, writeAll } from './file-system';
import { encodeLine } from './journal-line';
import { keptLimits, type ReadJournal } from './journal-reader';
import { Rewrite, writeJournal } from './journal-rewrite';
import { type KeptLimits, KeptRecords } from './kept-records';

/** What a journal may waste before it is written anew, in bytes, besides as much as it holds. */
const defaultSlackBytes = 16 * 1024 * 1024;

/** What is written is on the disk's surface after this time at the latest, ms. */
const syncMs = 1000;

/** The least and the most that a failing disk is left alone before it is tried again, ms. */
const minRetryMs = 1000;
const maxRetryMs = 30_000;

/** Lines that wait for a disk that fails; of more, a new file is written instead. */
const maxWaiting = 256;

const lineFeed = Buffer.from('\n');

export interface JournalFileOptions {
  readonly fs: FileSystem;
  readonly clock: Clock;
  /** Is told what fails, once until all is well again. */
  readonly report: (error: Error) => void;
  /** What the file holds already; it is not touched before the first write. */
  readonly read?: Pick<ReadJournal, 'kept' | 'end' | 'open' | 'worn'>;
  /** What the file may waste before it is written anew, besides as much as it holds, in bytes. */
  readonly slackBytes?: number;
  /** What is kept when it is written anew. */
  readonly limits?: KeptLimits;
}

/**
 * The journal of one room: a line for each record, appended only.
 *
 * 1. What `commit()` has answered true for MUST be in the file whatever becomes of this process, and on
 *    the disk's surface a second later; headers, openings and changes of the door at once.
 * 2. A record MUST NOT be in the file before all records appended earlier are.
 * 3. The file MUST stay bounded: it is written anew, in slices, without what has no meaning any more.
 *    It is not touched before the first write, for until then another process may go on with it.
 * 4. A disk that fails MUST NOT throw. All that has a meaning is in memory, too: where the file cannot be
 *    trusted any more (a failed sync may have lost any of it), a new one takes its place.
 */
export class JournalFile implements Journal {
  private readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  problem: StorageProblem | undefined;
  private file: number | undefined;
  /** Where the next line goes: what follows in the file counts for nothing. */
  private end: number;
  /** Whether the line before it lacks its line feed. */
  private open: boolean;
  /** Lines to be written, in order. */
  private waiting: Buffer[] = [];
  /** Whether something among them has to be on the disk's surface. */
  private urgent = false;
  /** What stands in the file cannot be trusted. */
  private broken = false;
  /** Written, and maybe not on the disk's surface. */
  private unsynced = false;
  private syncTimer: Disposable | undefined;
  /** The file that is being synced in the background: it stays open until that is done. */
  private syncing: { readonly file: number; release: boolean } | undefined;
  private rewrite: Rewrite | undefined;
  private retryTimer: Disposable | undefined;
  private retryMs = minRetryMs;
  private closed = false;
  private worn: boolean;
  private maxBytes: number;
  private readonly kept: KeptRecords;
  private readonly slackBytes: number;

  constructor(
    readonly id: string,
    private path: string,
    private readonly options: JournalFileOptions,
  ) {
    const { read, slackBytes = defaultSlackBytes, limits = keptLimits } = options;
    this.kept = read?.kept ?? new KeptRecords(limits);
    this.end = read?.end ?? 0;
    this.worn = read?.worn ?? false;
    this.open = read?.open ?? false;
    this.slackBytes = slackBytes;
    this.maxBytes = 2 * (read?.kept.bytes ?? 0) + slackBytes;
  }

  append(record: JournalRecord): void {
    if (this.closed) return;
    this.waiting.push(this.take(record));
    this.urgent ||= isUrgent(record);
    // All that has a meaning is in memory as records, too, which are bounded: a new file takes them from there.
    if (!this.problem || this.waiting.length < maxWaiting) return;
    this.waiting = [];
    this.broken = true;
  }

  commit(): boolean {
    if (this.closed || this.problem) return false;
    if (this.waiting.length === 0) return true;
    if (!this.attempt(() => this.flush())) return false;
    if (this.worn || this.end > this.maxBytes) this.compact();
    return true;
  }

  keep(records: readonly JournalRecord[]): boolean {
    if (!this.commit()) return false;
    const { end } = this;
    this.waiting = records.map((record) => encodeLine(record));
    this.urgent = true;
    try {
      this.flush();
    } catch (error) {
      this.waiting = [];
      this.urgent = false;
      this.takeBack(end, error as Error);
      return false;
    }
    for (const record of records) this.take(record);
    return true;
  }

  close(over: boolean): void {
    if (this.closed) return;
    const told = this.problem !== undefined;
    // Where there is no space to write it anew, it is over at least.
    if (over) this.append({ type: 'closed' });
    this.commit();
    this.closed = true;
    this.stop();
    try {
      const records = this.kept.records();
      if (over && records) writeJournal(this.options.fs, this.path, withoutSecrets(records));
      else if (this.problem && records) writeJournal(this.options.fs, this.path, records);
      else if (this.unsynced && this.file !== undefined) this.options.fs.sync(this.file);
    } catch (error) {
      if (!told) this.options.report(error as Error);
    }
    this.letGo();
    this.changes.dispose();
  }

  /** Lets go of the file without writing to it: it is to be deleted. */
  discard(): void {
    this.closed = true;
    this.waiting = [];
    this.stop();
    this.letGo();
  }

  /** From now on it is in the records in memory. Gives its line. */
  private take(record: JournalRecord): Buffer {
    const line = encodeLine(record);
    this.kept.take(record, line.length);
    this.rewrite?.add(line);
    return line;
  }

  /** @throws what the file system throws; what was not written still waits then */
  private flush(): void {
    const { fs } = this.options;
    this.file ??= this.openFile();
    const [only] = this.waiting;
    const lines = this.open ? [lineFeed, ...this.waiting] : this.waiting;
    const bytes = lines.length === 1 && only ? only : Buffer.concat(lines);
    writeAll(fs, this.file, bytes, this.end);
    this.end += bytes.length;
    this.open = false;
    this.unsynced = true;
    this.waiting = [];
    if (!this.urgent) {
      this.syncSoon();
      return;
    }
    this.broken = true;
    fs.sync(this.file);
    this.broken = false;
    this.urgent = false;
    this.unsynced = false;
  }

  private openFile(): number {
    const { fs } = this.options;
    const file = fs.open(this.path, 'extend');
    try {
      const size = fs.size(file);
      // Somebody has deleted it, or put another in its place.
      if (size < this.end) this.broken = true;
      if (size < this.end) throw new Error(`${this.path} has lost what was in it`);
      if (size > this.end) fs.truncate(file, this.end);
      // Its name may be new to the folder.
      if (this.end === 0) fs.syncFolder(dirname(this.path));
    } catch (error) {
      fs.close(file);
      throw error;
    }
    return file;
  }

  /** What was written from `end` on is not to count: on the disk it did not arrive. */
  private takeBack(end: number, error: Error): void {
    this.end = end;
    try {
      if (this.file !== undefined) this.options.fs.truncate(this.file, end);
    } catch {
      this.broken = true;
    }
    if (this.broken) this.fail(error);
    else this.options.report(error);
  }

  private syncSoon(): void {
    if (this.syncTimer || this.syncing) return;
    this.syncTimer = this.options.clock.after(syncMs, () => void this.syncLater());
  }

  private async syncLater(): Promise<void> {
    this.syncTimer = undefined;
    const { file, end } = this;
    if (!this.unsynced || file === undefined || this.problem) return;
    const syncing = { file, release: false };
    this.syncing = syncing;
    let failure: Error | undefined;
    try {
      await this.options.fs.syncLater(file);
    } catch (error) {
      failure = error as Error;
    }
    this.syncing = undefined;
    if (syncing.release) this.release(file);
    // Another file has taken its place, or it is closed.
    if (this.file !== file) return;
    if (failure) this.broken = true;
    if (this.problem) return;
    if (failure) this.fail(failure);
    else if (this.end === end) this.unsynced = false;
    else this.syncSoon();
  }

  /** Does something with the disk; whether that went well. */
  private attempt(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.fail(error as Error);
      return false;
    }
  }

  private fail(error: Error): void {
    const before = this.problem;
    this.problem = problemOf(error);
    if (!before) this.options.report(error);
    this.stop();
    this.retryTimer = this.options.clock.after(this.retryMs, () => this.retry());
    this.retryMs = Math.min(maxRetryMs, 2 * this.retryMs);
    if (this.problem !== before) this.changes.fire();
  }

  private retry(): void {
    this.retryTimer = undefined;
    if (this.closed || this.rewrite) return;
    if (!this.broken) {
      try {
        // Some disks find out only then that they have no space.
        this.urgent = true;
        this.flush();
        this.recovered();
        return;
      } catch (error) {
        // Space comes back by itself; whatever else it is, a new file may do.
        if (problemOf(error as Error) === 'disk-full' && !this.broken) {
          this.fail(error as Error);
          return;
        }
      }
    }
    this.replace();
  }

  private recovered(): void {
    this.retryMs = minRetryMs;
    this.problem = undefined;
    this.changes.fire();
  }

  /** Puts a file with all that is in memory in the place of one that cannot be trusted. */
  private replace(): void {
    this.startRewrite(
      () => this.recovered(),
      (error) => this.fail(error),
    );
  }

  /** Writes the file anew, without what has no meaning any more. */
  private compact(): void {
    // Also when it fails, it is not tried again before long.
    this.worn = false;
    this.maxBytes = 2 * this.end + this.slackBytes;
    this.startRewrite(
      () => {},
      // The old file goes on, unless the new one is in its place already.
      (error) => (this.broken ? this.fail(error) : this.options.report(error)),
    );
  }

  private startRewrite(done: () => void, failed: (error: Error) => void): void {
    const records = this.kept.records();
    if (this.rewrite || !records) return;
    const { clock, fs } = this.options;
    const rewrite = new Rewrite({ fs, clock, path: this.path, records });
    this.rewrite = rewrite;
    void rewrite.written.then(
      () => {
        if (this.rewrite !== rewrite) return;
        this.rewrite = undefined;
        try {
          this.swap(rewrite);
        } catch (error) {
          this.checkPlace(rewrite);
          rewrite.giveUp();
          failed(error as Error);
          return;
        }
        done();
      },
      (error: Error) => {
        if (this.rewrite !== rewrite) return;
        this.rewrite = undefined;
        failed(error);
      },
    );
  }

  /** @throws what the file system throws */
  private swap(rewrite: Rewrite): void {
    const size = rewrite.finish();
    // Some systems put no file in the place of one that is open.
    this.letGo();
    this.options.fs.rename(rewrite.path, this.path);
    this.broken = true;
    this.open = false;
    this.end = size;
    this.waiting = [];
    this.urgent = false;
    this.unsynced = false;
    this.options.fs.syncFolder(dirname(this.path));
    this.broken = false;
    this.maxBytes = 2 * size + this.slackBytes;
  }

  /** Which file is at the journal's path is unknown, unless the new one is where it was written. */
  private checkPlace(rewrite: Rewrite): void {
    try {
      this.options.fs.stat(rewrite.path);
    } catch {
      this.broken = true;
    }
  }

  private stop(): void {
    this.syncTimer?.dispose();
    this.syncTimer = undefined;
    this.retryTimer?.dispose();
    this.retryTimer = undefined;
    this.rewrite?.giveUp();
    this.rewrite = undefined;
  }

  private letGo(): void {
    const { file } = this;
    this.file = undefined;
    if (file === undefined) return;
    if (this.syncing?.file === file) this.syncing.release = true;
    else this.release(file);
  }

  /** Nothing depends on what the system says to that: what counts was synced. */
  private release(file: number): void {
    try {
      this.options.fs.close(file);
    } catch {}
  }
}

/** What is lost when a computer loses power must not be one of these. */
function isUrgent({ type }: JournalRecord): boolean {
  return type === 'hosted' || type === 'guest' || type === 'opening' || type === 'door';
}

/** What the person can do something about. */
function problemOf(error: Error): StorageProblem {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'disk-full';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'read-only';
    default:
      return 'disk-error';
  }
}
