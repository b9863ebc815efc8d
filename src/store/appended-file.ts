import { dirname } from 'node:path';
import type { JournalRecord } from '../room/log/journal';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { type FileSystem, writeAll } from './file-system';
import { isUrgent, JournalLines } from './journal-line';

/** The longest time before what is written is synced to disk, in ms. */
const syncMs = 1000;

const lineFeed = Buffer.from('\n');

export interface AppendedFileOptions {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly path: string;
  /** Offset of the next line, in bytes; anything after it in the file is ignored. */
  readonly size: number;
  /** Whether the last line lacks its line feed. */
  readonly endsMidLine: boolean;
  /** Ordinal of the last record in the file; those added get the next ones. */
  readonly ordinal: number;
  /** Ordinal of the last record that is on disk. */
  readonly synced: number;
  /** Called when a background sync fails, or the file is no longer at its path. */
  readonly onFailure: (error: Error) => void;
  /** Called after a background sync, and after `reopen()`. */
  readonly onSynced: () => void;
}

/** A sync in the background. */
interface Syncing {
  readonly file: number;
  /** Whether to close the file afterwards. */
  release: boolean;
  /** Ordinal of the last record that is on disk if it succeeds. */
  written: number;
}

/**
 * A file that lines are appended to. It is opened for the first line, and synced to disk at most a second
 * after each.
 */
export class AppendedFile {
  /** Whether its content can't be trusted any more, so that it has to be rewritten. */
  broken = false;
  private file: number | undefined;
  /** Lines to write, in order. */
  private readonly lines = new JournalLines();
  /** Whether one of them has to be synced. */
  private urgent = false;
  private end: number;
  private endsMidLine: boolean;
  /** Ordinals of the last records that were added, written and synced. */
  private added: number;
  private written: number;
  private durable: number;
  /** Whether something written may not be synced. */
  private unsynced = false;
  private timer: Disposable | undefined;
  /** The file being synced in the background; it stays open until that is done. */
  private syncing: Syncing | undefined;

  constructor(private readonly options: AppendedFileOptions) {
    this.end = options.size;
    this.endsMidLine = options.endsMidLine;
    this.added = options.ordinal;
    this.written = options.ordinal;
    this.durable = options.synced;
  }

  get size(): number {
    return this.end;
  }

  /** Ordinal of the last record added. */
  get ordinal(): number {
    return this.added;
  }

  /** Ordinal of the last record that no power failure can lose, nor any before it. */
  get synced(): number {
    return this.durable;
  }

  /** Number of lines that wait to be written. */
  get waiting(): number {
    return this.lines.count;
  }

  /**
   * Adds a record for the next `flush()`.
   * @param json the record's JSON, if the caller has encoded it
   * @returns how many bytes its line takes
   */
  add(record: JournalRecord, json?: string): number {
    this.urgent ||= isUrgent(record);
    this.added += 1;
    return this.lines.add(record, json);
  }

  /** The line added last; valid until another one is added, or all are written. */
  get latest(): Buffer {
    return this.lines.latest;
  }

  /**
   * Writes all waiting lines.
   * @param durable whether to sync before returning, even if no line is urgent
   * @throws what the file system throws; the lines then keep waiting
   */
  flush(durable = false): void {
    this.urgent ||= durable;
    this.file ??= this.openFile();
    const bytes = this.endsMidLine ? Buffer.concat([lineFeed, this.lines.bytes]) : this.lines.bytes;
    writeAll(this.options.fs, this.file, bytes, this.end);
    this.end += bytes.length;
    this.endsMidLine = false;
    this.written = this.added;
    this.unsynced = true;
    if (this.urgent) this.sync();
    else this.syncSoon();
    this.drop();
  }

  /**
   * Appends records and syncs them before it returns: all of them, or none. Nothing else may be waiting.
   * @returns their lines
   * @throws what the file system throws; the file goes on without the records, unless it is `broken` now
   */
  appendSynced(records: readonly JournalRecord[]): readonly Buffer[] {
    const { end, added } = this;
    const lines = records.map((record) => {
      this.add(record);
      return Buffer.from(this.latest);
    });
    try {
      this.flush(true);
    } catch (error) {
      this.cut(end, added);
      throw error;
    }
    return lines;
  }

  /** Drops the waiting lines: the file lacks them, and has to be rewritten. */
  giveUp(): void {
    this.drop();
    this.broken = true;
  }

  /** Syncs everything to disk before it returns. @throws what the file system throws */
  sync(): void {
    if (!this.unsynced || this.file === undefined) return;
    this.broken = true;
    this.options.fs.sync(this.file);
    this.checkPlace();
    this.broken = false;
    this.unsynced = false;
    // The system reports an error once, perhaps to the background sync that is still running.
    if (this.syncing?.file === this.file) this.syncing.written = this.written;
    else this.durable = this.written;
  }

  /**
   * Syncs and closes the file, and opens the one at its path.
   * @throws what the file system throws, also if that file is too small to be this one
   */
  reopen(): void {
    this.sync();
    this.close();
    this.file = this.openFile();
    // A background sync that is still running says nothing about this file.
    this.unsynced = this.durable < this.written;
    this.sync();
    this.options.onSynced();
  }

  /** Stops background syncs until something is added. */
  pause(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }

  /**
   * Closes the file; it is reopened when something is added.
   * @param later whether to close it in the background
   */
  close(later = false): void {
    const { file } = this;
    this.pause();
    this.file = undefined;
    if (file === undefined) return;
    if (this.syncing?.file === file) this.syncing.release = true;
    else if (later) this.options.fs.closeLater(file);
    else this.release(file);
  }

  /**
   * Drops everything after this size, in bytes, and the waiting lines: it didn't reach the disk.
   * @param ordinal of the last record before them
   */
  private cut(size: number, ordinal: number): void {
    this.drop();
    this.end = size;
    this.added = ordinal;
    this.written = ordinal;
    try {
      if (this.file !== undefined) this.options.fs.truncate(this.file, size);
    } catch {
      this.broken = true;
    }
  }

  private drop(): void {
    this.lines.clear();
    this.urgent = false;
  }

  private openFile(): number {
    const { fs, path } = this.options;
    const file = fs.open(path, 'extend');
    try {
      const size = fs.size(file);
      if (size < this.end) throw this.lost();
      if (size > this.end) fs.truncate(file, this.end);
      // The file may be new in its folder, or its name: the process that renamed it may have been killed.
      fs.syncFolder(dirname(path));
    } catch (error) {
      fs.close(file);
      throw error;
    }
    return file;
  }

  private syncSoon(): void {
    if (this.timer || this.syncing) return;
    this.timer = this.options.clock.after(syncMs, () => void this.syncLater());
  }

  private async syncLater(): Promise<void> {
    this.timer = undefined;
    const { file, end, written } = this;
    if (!this.unsynced || file === undefined) return;
    const syncing: Syncing = { file, release: false, written };
    this.syncing = syncing;
    let failure: Error | undefined;
    try {
      await this.options.fs.syncLater(file);
      // If the file was closed meanwhile, another one may be at its path.
      if (this.file === file) this.checkPlace();
    } catch (error) {
      failure = error as Error;
    }
    this.syncing = undefined;
    if (syncing.release) this.release(file);
    if (this.file !== file) return;
    if (failure) {
      this.broken = true;
      this.options.onFailure(failure);
      return;
    }
    // Another sync may have got the error of this one.
    if (this.broken) return;
    this.durable = syncing.written;
    if (this.end === end) this.unsynced = false;
    else this.syncSoon();
    this.options.onSynced();
  }

  /**
   * Checks that the file is still at its path: while it is open, writes succeed even if it or its folder
   * was deleted.
   * @throws when the file at the path is too small to be this one
   */
  private checkPlace(): void {
    const { fs, path } = this.options;
    let size = 0;
    try {
      ({ size } = fs.stat(path));
    } catch (error) {
      // With any other error we can't check, but the file is synced.
      if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
    }
    if (size < this.end) throw this.lost();
  }

  /** The file was deleted or replaced. */
  private lost(): Error {
    this.broken = true;
    return new Error(`${this.options.path} was deleted, truncated or replaced`);
  }

  /** Ignores errors: everything that matters was synced. */
  private release(file: number): void {
    try {
      this.options.fs.close(file);
    } catch {}
  }
}
