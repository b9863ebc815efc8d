import { basename, dirname, join } from 'node:path';
import type { Journal, JournalRecord } from '../room/log/journal';
import { withoutSecrets } from '../room/log/restored-guest';
import type { MoveProblem, StorageProblem } from '../room/room';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { Emitter } from '../util/event';
import { AppendedFile } from './appended-file';
import { type FileSystem, storageProblemOf } from './file-system';
import { encodeLine, isUrgent } from './journal-line';
import { keptLimits, type ReadJournal } from './journal-reader';
import { JournalRewriter, type Rewrite, writeJournal } from './journal-rewrite';
import { type KeptLimits, KeptRecords } from './kept-records';

/** What a journal may waste before it is written anew, in bytes, besides as much as it holds. */
const defaultSlackBytes = 16 * 1024 * 1024;

/** The least and the most that a failing disk is left alone before it is tried again, ms. */
const minRetryMs = 1000;
const maxRetryMs = 30_000;

/** Lines that wait for a disk that fails; of more, a new file is written instead. */
const maxWaiting = 256;

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
  /** Called when the journal is in another folder; whether it will be found there. */
  readonly moved?: (path: string) => boolean;
}

/**
 * The journal of one room: a line for each record, appended only.
 *
 * 1. What `commit()` has answered true for MUST be in the file whatever becomes of this process, and on
 *    the disk's surface a second later; headers, openings and changes of access at once.
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
  private file: AppendedFile;
  private readonly rewriter: JournalRewriter;
  /** Settles what waits for the journal to be in another folder. */
  private moving: ((problem: MoveProblem | undefined) => void) | undefined;
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
    this.rewriter = new JournalRewriter(options);
    this.kept = read?.kept ?? new KeptRecords(limits);
    this.file = this.fileOf(read?.end ?? 0, read?.open ?? false);
    this.worn = read?.worn ?? false;
    this.slackBytes = slackBytes;
    this.maxBytes = 2 * (read?.kept.bytes ?? 0) + slackBytes;
  }

  append(record: JournalRecord): void {
    if (this.closed) return;
    this.file.add(this.take(record), isUrgent(record));
    // All that has a meaning is in memory as records, too, which are bounded: a new file takes them from there.
    if (this.problem && this.file.waiting >= maxWaiting) this.file.giveUp();
  }

  commit(): boolean {
    if (this.closed || this.problem) return false;
    if (this.file.waiting === 0) return true;
    if (!this.attempt(() => this.file.flush())) return false;
    if (this.worn || this.file.size > this.maxBytes) this.compact();
    return true;
  }

  keep(records: readonly JournalRecord[]): boolean {
    if (!this.commit()) return false;
    const { size } = this.file;
    const lines = records.map((record) => encodeLine(record));
    try {
      this.file.append(lines, true);
    } catch (error) {
      this.takeBack(size, error as Error);
      return false;
    }
    for (const record of records) this.take(record);
    return true;
  }

  moveTo(folder: string): Promise<MoveProblem | undefined> {
    if (this.closed) return Promise.resolve('disk-error');
    this.giveUpRewrite();
    const path = join(folder, basename(this.path));
    return new Promise((resolve) => {
      this.moving = resolve;
      this.startRewrite(
        path,
        (rewrite) => this.move(rewrite, path),
        (error) => {
          this.settleMove(storageProblemOf(error));
          // Nothing has tried the old file meanwhile.
          if (this.problem) this.retryLater();
        },
      );
    });
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
      else this.file.sync();
    } catch (error) {
      if (!told) this.options.report(error as Error);
    }
    this.file.close();
    this.changes.dispose();
  }

  /** Lets go of the file without writing to it: it is to be deleted. */
  discard(): void {
    this.closed = true;
    this.stop();
    this.file.close();
  }

  /** From now on it is in the records in memory. Gives its line. */
  private take(record: JournalRecord): Buffer {
    const line = encodeLine(record);
    this.kept.take(record, line.length);
    this.rewriter.add(line);
    return line;
  }

  private fileOf(size: number, open: boolean): AppendedFile {
    const { clock, fs } = this.options;
    const onFailure = (error: Error) => {
      if (!this.problem) this.fail(error);
    };
    return new AppendedFile({ fs, clock, path: this.path, size, open, onFailure });
  }

  /** What was written behind this size is not to count: on the disk it did not arrive. */
  private takeBack(size: number, error: Error): void {
    try {
      this.file.cut(size);
    } catch {
      this.file.broken = true;
    }
    if (this.file.broken) this.fail(error);
    else this.options.report(error);
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
    this.problem = storageProblemOf(error);
    if (!before) this.options.report(error);
    this.stop();
    this.retryLater();
    if (this.problem !== before) this.changes.fire();
  }

  private retryLater(): void {
    this.retryTimer?.dispose();
    this.retryTimer = this.options.clock.after(this.retryMs, () => this.retry());
    this.retryMs = Math.min(maxRetryMs, 2 * this.retryMs);
  }

  private retry(): void {
    this.retryTimer = undefined;
    if (this.closed || this.rewriter.isBusy) return;
    if (!this.file.broken) {
      try {
        // Some disks find out only then that they have no space.
        this.file.flush(true);
        this.recovered();
        return;
      } catch (error) {
        // Space comes back by itself; whatever else it is, a new file may do.
        if (storageProblemOf(error as Error) === 'disk-full' && !this.file.broken) {
          this.fail(error as Error);
          return;
        }
      }
    }
    this.replace();
  }

  private recovered(): void {
    this.retryMs = minRetryMs;
    if (!this.problem) return;
    this.problem = undefined;
    this.changes.fire();
  }

  /** Puts a file with all that is in memory in the place of one that cannot be trusted. */
  private replace(): void {
    this.startRewrite(
      this.path,
      (rewrite) => {
        this.swap(rewrite);
        this.recovered();
      },
      (error) => this.fail(error),
    );
  }

  /** Writes the file anew, without what has no meaning any more. */
  private compact(): void {
    // Also when it fails, it is not tried again before long.
    this.worn = false;
    this.maxBytes = 2 * this.file.size + this.slackBytes;
    this.startRewrite(
      this.path,
      (rewrite) => this.swap(rewrite),
      // The old file goes on, unless the new one is in its place already.
      (error) => (this.file.broken ? this.fail(error) : this.options.report(error)),
    );
  }

  /**
   * @param path where the new file is to be
   * @param done called when all is written, to put it there; may throw
   */
  private startRewrite(
    path: string,
    done: (rewrite: Rewrite) => void,
    failed: (error: Error) => void,
  ): void {
    const records = this.kept.records();
    if (!records) return;
    const finish = (rewrite: Rewrite) => {
      try {
        done(rewrite);
      } catch (error) {
        if (path === this.path) this.checkPlace(rewrite);
        throw error;
      }
    };
    this.rewriter.start({ path, records, finish, failed });
  }

  /** @throws what the file system throws */
  private swap(rewrite: Rewrite): void {
    const { fs } = this.options;
    const size = rewrite.finish();
    if (!fs.replacesOpen) this.file.close();
    fs.rename(rewrite.path, this.path);
    // While it is open it is not removed, which may take long.
    this.file.close(true);
    this.begin(size);
    this.file.broken = true;
    fs.syncFolder(dirname(this.path));
    this.file.broken = false;
  }

  /** Goes on in another folder. @throws what the file system throws; the old file counts then */
  private move(rewrite: Rewrite, path: string): void {
    const { fs, moved } = this.options;
    const size = rewrite.finish();
    fs.rename(rewrite.path, path);
    try {
      fs.syncFolder(dirname(path));
    } catch (error) {
      fs.remove(path);
      throw error;
    }
    this.file.close();
    this.path = path;
    this.begin(size);
    this.retryTimer?.dispose();
    this.settleMove(moved?.(path) === false ? 'not-noted' : undefined);
    this.recovered();
  }

  /** A file of this size, with all there is, is at the journal's path. */
  private begin(size: number): void {
    this.file = this.fileOf(size, false);
    this.maxBytes = 2 * size + this.slackBytes;
  }

  /** Which file is at the journal's path is unknown, unless the new one is where it was written. */
  private checkPlace(rewrite: Rewrite): void {
    try {
      this.options.fs.stat(rewrite.path);
    } catch {
      this.file.broken = true;
    }
  }

  private settleMove(problem: MoveProblem | undefined): void {
    this.moving?.(problem);
    this.moving = undefined;
  }

  private stop(): void {
    this.file.pause();
    this.retryTimer?.dispose();
    this.retryTimer = undefined;
    this.giveUpRewrite();
  }

  private giveUpRewrite(): void {
    this.rewriter.giveUp();
    this.settleMove('disk-error');
  }
}
