import { dirname } from 'node:path';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { type FileSystem, writeAll } from './file-system';

/** What is written is on the disk's surface after this time at the latest, ms. */
const syncMs = 1000;

const lineFeed = Buffer.from('\n');

export interface AppendedFileOptions {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly path: string;
  /** Where the next line goes: what follows in the file counts for nothing. */
  readonly size: number;
  /** Whether the line before it lacks its line feed. */
  readonly open: boolean;
  /** Told when a sync in the background has failed, or the file is not where it was. */
  readonly onFailure: (error: Error) => void;
}

/**
 * A file that lines are added to. It is opened when the first one is, and what was added is on the disk's
 * surface a second later.
 */
export class AppendedFile {
  /** What stands in it cannot be trusted any more: it has to be written anew. */
  broken = false;
  private file: number | undefined;
  /** Lines to be written, in order. */
  private lines: Buffer[] = [];
  /** Whether something among them has to be on the disk's surface. */
  private urgent = false;
  private end: number;
  private open: boolean;
  /** Written, and maybe not on the disk's surface. */
  private unsynced = false;
  private timer: Disposable | undefined;
  /** What is being synced in the background: it stays open until that is done. */
  private syncing: { readonly file: number; release: boolean } | undefined;

  constructor(private readonly options: AppendedFileOptions) {
    this.end = options.size;
    this.open = options.open;
  }

  get size(): number {
    return this.end;
  }

  /** Lines that wait to be written. */
  get waiting(): number {
    return this.lines.length;
  }

  /** Takes a line to be written by `flush()`. */
  add(line: Buffer, urgent: boolean): void {
    this.lines.push(line);
    this.urgent ||= urgent;
  }

  /**
   * Writes all lines that wait.
   * @param durable whether they are on the disk's surface when this returns, also when none is urgent
   * @throws what the file system throws; what was not written still waits then
   */
  flush(durable = false): void {
    this.urgent ||= durable;
    this.append(this.lines, this.urgent);
    this.lines = [];
    this.urgent = false;
  }

  /** Forgets the lines that wait: the file lacks them, and has to be written anew. */
  giveUp(): void {
    this.lines = [];
    this.broken = true;
  }

  /**
   * Writes lines at once, all or none of which count.
   * @param durable whether they are on the disk's surface when this returns
   * @throws what the file system throws
   */
  append(lines: readonly Buffer[], durable: boolean): void {
    this.file ??= this.openFile();
    const [first, ...rest] = this.open ? [lineFeed, ...lines] : lines;
    const bytes = first && rest.length === 0 ? first : Buffer.concat(first ? [first, ...rest] : []);
    writeAll(this.options.fs, this.file, bytes, this.end);
    this.end += bytes.length;
    this.open = false;
    this.unsynced = true;
    if (durable) this.sync();
    else this.syncSoon();
  }

  /** Returns when all is on the disk's surface. @throws what the file system throws */
  sync(): void {
    if (!this.unsynced || this.file === undefined) return;
    this.broken = true;
    this.options.fs.sync(this.file);
    this.checkPlace();
    this.broken = false;
    this.unsynced = false;
  }

  /** What stands behind this size is not to count. @throws what the file system throws */
  cut(size: number): void {
    this.end = size;
    if (this.file !== undefined) this.options.fs.truncate(this.file, size);
  }

  /** Syncs no more by itself, until something is added. */
  pause(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }

  /**
   * Lets go of the file; it is opened again when something is added.
   * @param later without holding up the program
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

  private openFile(): number {
    const { fs, path } = this.options;
    const file = fs.open(path, 'extend');
    try {
      const size = fs.size(file);
      if (size < this.end) throw this.lost();
      if (size > this.end) fs.truncate(file, this.end);
      // Its name may be new to the folder.
      if (this.end === 0) fs.syncFolder(dirname(path));
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
    const { file, end } = this;
    if (!this.unsynced || file === undefined) return;
    const syncing = { file, release: false };
    this.syncing = syncing;
    let failure: Error | undefined;
    try {
      await this.options.fs.syncLater(file);
      // Not of a file that was let go of meanwhile: another one may have taken its place.
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
    } else if (this.end === end) this.unsynced = false;
    else this.syncSoon();
  }

  /**
   * A file that was deleted, or whose folder was, takes whatever is written to it as long as it is open.
   * @throws when the file at the path is not this one, as far as its size tells
   */
  private checkPlace(): void {
    const { fs, path } = this.options;
    let size = 0;
    try {
      ({ size } = fs.stat(path));
    } catch (error) {
      // Whatever else keeps it from being looked at, it is synced.
      if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
    }
    if (size < this.end) throw this.lost();
  }

  /** Somebody has deleted it, or put another in its place. */
  private lost(): Error {
    this.broken = true;
    return new Error(`${this.options.path} has lost what was in it`);
  }

  /** Nothing depends on what the system says to that: what counts was synced. */
  private release(file: number): void {
    try {
      this.options.fs.close(file);
    } catch {}
  }
}
