import { basename, dirname, join } from 'node:path';
import type { Journal, JournalRecord } from '../room/log/journal';
import { withoutSecrets } from '../room/log/journal-records';
import type { MoveProblem, StorageProblem } from '../room/storage-problem';
import type { Clock } from '../util/clock';
import type { Event } from '../util/event';
import { AppendedFile, type AppendedFileOptions } from './appended-file';
import { DiskProblem } from './disk-problem';
import { type FileSystem, storageProblemOf } from './file-system';
import { jsonOf } from './journal-line';
import { JournalMeter } from './journal-meter';
import { type ReadJournal, retentionLimits } from './journal-reader';
import { JournalRewriter, type Rewrite, writeJournal } from './journal-rewrite';
import { RetainedRecords, type RetentionLimits } from './retained-records';
import { SyncMark } from './sync-mark';

/** How much a journal may grow beyond twice its content before it is rewritten, in bytes. */
const defaultSlackBytes = 16 * 1024 * 1024;

/** Maximum number of lines that wait for a failing disk; beyond that, a new file is written instead. */
const maxWaiting = 256;

export interface JournalFileOptions {
  readonly fs: FileSystem;
  readonly clock: Clock;
  /** Called with an error, once until the journal has recovered. */
  readonly report: (error: Error) => void;
  /** What the file already contains; it isn't changed before the first write. */
  readonly read?: Pick<ReadJournal, 'kept' | 'end' | 'endsMidLine' | 'needsRewrite'>;
  /** How much the file may grow beyond twice its content before it is rewritten, in bytes. */
  readonly slackBytes?: number;
  /** What a rewrite keeps. */
  readonly limits?: RetentionLimits;
  /** Called when the journal has moved to another folder; returns whether it will be found there. */
  readonly moved?: (path: string) => boolean;
}

/**
 * The journal of one room: an append-only file with a line per record.
 *
 * 1. When `commit()` returns true, the records MUST be in the file even if this process ends, and on disk a
 *    second later; headers, openings and access changes at once.
 * 2. A record MUST NOT be in the file before all earlier ones are.
 * 3. The file MUST stay bounded: it is rewritten, in slices, without obsolete records. It isn't changed
 *    before the first write, because until then another process may continue it.
 * 4. A failing disk MUST NOT make it throw. Everything that matters is in memory as well: if the file can't
 *    be trusted any more (a failed sync may have lost any part of it), a new one replaces it.
 */
export class JournalFile implements Journal {
  private readonly disk: DiskProblem;
  readonly meter = new JournalMeter(() => this.file.size);
  readonly onDidChange: Event<void>;
  private readonly mark = new SyncMark();
  readonly onDidSync = this.mark.onDidRise;
  private file: AppendedFile;
  private readonly rewriter: JournalRewriter;
  /** Settles a pending `moveTo()`. */
  private moving: ((problem: MoveProblem | undefined) => void) | undefined;
  private closed = false;
  /** At what size it is rewritten. */
  private maxBytes: number;
  private readonly kept: RetainedRecords;
  private readonly slackBytes: number;

  constructor(
    readonly id: string,
    private path: string,
    private readonly options: JournalFileOptions,
  ) {
    const { read, slackBytes = defaultSlackBytes, limits = retentionLimits } = options;
    const { clock, report } = options;
    this.disk = new DiskProblem({ clock, report, retry: () => this.retry() });
    this.onDidChange = this.disk.onDidChange;
    this.rewriter = new JournalRewriter(options);
    this.kept = read?.kept ?? new RetainedRecords(limits);
    // What was read may not be on disk: the process that wrote it may have been killed before its sync.
    this.file = this.fileOf({
      ...{ size: read?.end ?? 0, endsMidLine: read?.endsMidLine ?? false },
      ...{ ordinal: read ? 1 : 0, synced: 0 },
    });
    this.slackBytes = slackBytes;
    this.maxBytes = read?.needsRewrite ? 0 : 2 * (read?.kept.bytes ?? 0) + slackBytes;
  }

  get problem(): StorageProblem | undefined {
    return this.disk.current;
  }

  get appended(): number {
    return this.file.ordinal;
  }

  get synced(): number {
    return this.mark.ordinal;
  }

  append(record: JournalRecord, json = jsonOf(record)): void {
    if (this.closed) return;
    const bytes = this.file.add(record, json);
    this.meter.added(record);
    this.kept.take(record, bytes, json);
    if (this.rewriter.isBusy) this.rewriter.add(this.file.latest);
    // The records are in memory as well, which is bounded: a new file gets them from there.
    if (this.problem && this.file.waiting >= maxWaiting) this.file.giveUp();
  }

  commit(): boolean {
    if (this.closed || this.problem) return false;
    if (this.file.waiting === 0) return true;
    try {
      this.file.flush();
    } catch (error) {
      this.fail(error as Error);
      return false;
    }
    this.updateSynced();
    if (this.file.size > this.maxBytes) this.compact();
    return true;
  }

  store(records: readonly JournalRecord[]): boolean {
    if (!this.commit()) return false;
    let lines: readonly Buffer[];
    try {
      lines = this.file.appendSynced(records);
    } catch (error) {
      if (this.file.broken) this.fail(error as Error);
      else this.options.report(error as Error);
      return false;
    }
    for (const [index, record] of records.entries()) {
      const line = lines[index] as Buffer;
      this.kept.take(record, line.length);
      this.rewriter.add(line);
    }
    this.updateSynced();
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
          // The old file wasn't retried during the move.
          if (this.problem) this.disk.retryLater();
        },
      );
    });
  }

  close(over: boolean): void {
    if (this.closed) return;
    const wasReported = this.problem !== undefined;
    // If there is no space for the rewrite, the room has at least ended.
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
      if (!wasReported) this.options.report(error as Error);
    }
    this.updateSynced();
    this.file.close();
    this.disk.dispose();
    this.mark.dispose();
  }

  /** Opens the file at its path anew: tries a failing disk at once, and writes a file that isn't there whole. */
  reopen(): void {
    if (this.closed || this.rewriter.isBusy) return;
    try {
      if (this.commit()) {
        this.file.reopen();
        return;
      }
      this.file.close();
    } catch (error) {
      this.fail(error as Error);
    }
    this.disk.pause();
    this.retry();
  }

  /** Closes the file without writing to it, before it is deleted. */
  discard(): void {
    this.closed = true;
    this.stop();
    this.file.close();
    this.mark.dispose();
  }

  private fileOf(
    content: Pick<AppendedFileOptions, 'size' | 'endsMidLine' | 'ordinal' | 'synced'>,
  ): AppendedFile {
    const { clock, fs } = this.options;
    const onFailure = (error: Error) => this.problem ?? this.fail(error);
    const onSynced = () => this.updateSynced();
    return new AppendedFile({ fs, clock, path: this.path, ...content, onFailure, onSynced });
  }

  private updateSynced(): void {
    if (this.file.synced > this.synced) this.meter.synced(this.options.clock.now());
    this.mark.rise(this.file.synced);
  }

  private fail(error: Error): void {
    this.meter.failed();
    this.stop();
    this.disk.begin(error);
  }

  private retry(): void {
    if (this.closed || this.rewriter.isBusy) return;
    if (!this.file.broken) {
      try {
        // Sync: some disks report a lack of space only then.
        this.file.flush(true);
        this.updateSynced();
        this.disk.end();
        return;
      } catch (error) {
        // A full disk may get space again, so wait. For any other error, try a new file.
        if (storageProblemOf(error as Error) === 'disk-full' && !this.file.broken) {
          this.fail(error as Error);
          return;
        }
      }
    }
    this.replace();
  }

  /** Replaces a file that can't be trusted with a new one from memory. */
  private replace(): void {
    this.startRewrite(
      this.path,
      (rewrite) => {
        this.swap(rewrite);
        this.disk.end();
      },
      (error) => this.fail(error),
    );
  }

  /** Rewrites the file without obsolete records. */
  private compact(): void {
    // Even if it fails, don't try again soon.
    this.maxBytes = 2 * this.file.size + this.slackBytes;
    this.startRewrite(
      this.path,
      (rewrite) => this.swap(rewrite),
      // Keep using the old file, unless the new one has already replaced it.
      (error) => (this.file.broken ? this.fail(error) : this.options.report(error)),
    );
  }

  /**
   * Starts to write a new file in slices.
   * @param path the new file's final path
   * @param done called when all is written, to put the file there; may throw
   */
  private startRewrite(
    path: string,
    done: (rewrite: Rewrite) => void,
    failed: (error: Error) => void,
  ): void {
    const records = this.kept.encoded();
    if (!records) return;
    const finish = (rewrite: Rewrite) => {
      try {
        done(rewrite);
      } catch (error) {
        // If the new file isn't where it was written, it is unknown which file is at the journal's path.
        if (path === this.path && !rewrite.isThere) this.file.broken = true;
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
    // Close it in the background: freeing a long file can take time.
    this.file.close(true);
    this.begin(size, this.synced);
    this.file.broken = true;
    fs.syncFolder(dirname(this.path));
    this.begin(size);
  }

  /** Continues in another folder. @throws what the file system throws; the old file then stays in use */
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
    this.disk.pause();
    const isNoted = moved?.(path) !== false;
    this.mark.hold(!isNoted);
    this.begin(size);
    this.settleMove(isNoted ? undefined : 'not-noted');
    this.disk.end();
  }

  /** Continues with the new, complete file at the journal's path. It is on disk, or as far as `synced`. */
  private begin(size: number, synced = this.appended): void {
    this.file = this.fileOf({ size, endsMidLine: false, ordinal: this.appended, synced });
    this.maxBytes = 2 * size + this.slackBytes;
    this.updateSynced();
  }

  private settleMove(problem: MoveProblem | undefined): void {
    this.moving?.(problem);
    this.moving = undefined;
  }

  private stop(): void {
    this.file.pause();
    this.disk.pause();
    this.giveUpRewrite();
  }

  private giveUpRewrite(): void {
    this.rewriter.giveUp();
    this.settleMove('disk-error');
  }
}
