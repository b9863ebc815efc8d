import { dirname } from 'node:path';
import type { JournalRecord } from '../room/log/journal';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { type FileSystem, replaceFile, unfinishedPath, writeAll } from './file-system';
import { JournalLines } from './journal-line';

/** How much is encoded and written in one turn of the event loop, in bytes, plus at most a line. */
export const maxSliceBytes = 256 * 1024;

/** Maximum number of background syncs, each for what was added during the previous one. */
const maxRounds = 8;

export interface RewriteOptions {
  readonly fs: FileSystem;
  readonly clock: Clock;
  /** Path of the journal that the new file replaces. */
  readonly path: string;
  readonly records: Iterable<WrittenRecord>;
}

/** A record, or the JSON of a message. */
export type WrittenRecord = JournalRecord | string;

/**
 * Writes a journal to a new file next to the old one, one slice per turn of the event loop, so that the
 * room keeps working. What happens in the room before `finish()` is added at the end.
 */
export class Rewrite {
  readonly path: string;
  /** Resolves when all but the lines added last is on disk. Rejects if that fails. */
  readonly written: Promise<void>;
  private file: number | undefined;
  private size = 0;
  private readonly records: Iterator<WrittenRecord>;
  private added: Buffer[] = [];
  private addedBytes = 0;
  private timer: Disposable | undefined;
  private syncing = false;
  private over = false;

  constructor(private readonly options: RewriteOptions) {
    this.path = unfinishedPath(options.path);
    this.records = options.records[Symbol.iterator]();
    this.written = this.run().catch((error: Error) => {
      this.giveUp();
      throw error;
    });
  }

  /** Adds a line after the records. It may change after the call. */
  add(line: Buffer): void {
    this.added.push(Buffer.from(line));
    this.addedBytes += line.length;
  }

  /**
   * Completes, syncs and closes the file. Returns its size in bytes.
   * @throws what the file system throws
   */
  finish(): number {
    const { fs } = this.options;
    const file = this.file as number;
    this.writeAdded(this.addedBytes);
    fs.sync(file);
    this.file = undefined;
    fs.close(file);
    return this.size;
  }

  /** Whether the file is where it was written. */
  get isThere(): boolean {
    try {
      this.options.fs.stat(this.path);
      return true;
    } catch {
      return false;
    }
  }

  /** Stops and removes the file. */
  giveUp(): void {
    this.over = true;
    this.timer?.dispose();
    // Don't close a file during its sync.
    if (!this.syncing) this.cleanUp();
  }

  private async run(): Promise<void> {
    const { fs } = this.options;
    await this.turn();
    if (this.over) return;
    // The folder may have been deleted, or creating it may have failed before.
    fs.makeFolder(dirname(this.path));
    this.file = fs.open(this.path, 'replace');
    // Usually less is added in each round. If not, a few rounds are enough.
    for (let round = 0; round < maxRounds; round += 1) {
      await this.writeSlices();
      if (this.over) return;
      await this.sync();
      if (this.over || this.addedBytes < maxSliceBytes) return;
    }
  }

  private async writeSlices(): Promise<void> {
    for (let bytes = encodeSlice(this.records); bytes; bytes = encodeSlice(this.records)) {
      this.write(bytes);
      await this.turn();
      if (this.over) return;
    }
    while (this.addedBytes >= maxSliceBytes) {
      this.writeAdded(maxSliceBytes);
      await this.turn();
      if (this.over) return;
    }
  }

  private async sync(): Promise<void> {
    this.syncing = true;
    try {
      await this.options.fs.syncLater(this.file as number);
    } finally {
      this.syncing = false;
      if (this.over) this.cleanUp();
    }
  }

  /** Writes about `max` bytes of the added lines, at most a line more. */
  private writeAdded(max: number): void {
    let [count, bytes] = [0, 0];
    while (count < this.added.length && bytes < max) {
      bytes += this.added[count]?.length ?? 0;
      count += 1;
    }
    this.write(Buffer.concat(this.added.splice(0, count)));
    this.addedBytes -= bytes;
  }

  private write(bytes: Buffer): void {
    writeAll(this.options.fs, this.file as number, bytes, this.size);
    this.size += bytes.length;
  }

  private turn(): Promise<void> {
    return new Promise((resolve) => {
      this.timer = this.options.clock.after(0, resolve);
    });
  }

  private cleanUp(): void {
    const { fs } = this.options;
    try {
      if (this.file !== undefined) fs.close(this.file);
    } catch {}
    this.file = undefined;
    try {
      fs.remove(this.path);
    } catch {}
  }
}

export interface NewJournal extends Pick<RewriteOptions, 'path' | 'records'> {
  /** Called when all is written, to put the file at its path; may throw. */
  readonly finish: (rewrite: Rewrite) => void;
  readonly failed: (error: Error) => void;
}

/** Rewrites a journal, one rewrite at a time. */
export class JournalRewriter {
  private rewrite: Rewrite | undefined;

  constructor(private readonly parts: Pick<RewriteOptions, 'fs' | 'clock'>) {}

  get isBusy(): boolean {
    return this.rewrite !== undefined;
  }

  /** Starts a rewrite, unless one is running. */
  start({ path, records, finish, failed }: NewJournal): void {
    if (this.rewrite) return;
    const { clock, fs } = this.parts;
    const rewrite = new Rewrite({ fs, clock, path, records });
    this.rewrite = rewrite;
    void rewrite.written.then(
      () => {
        if (this.rewrite !== rewrite) return;
        this.rewrite = undefined;
        try {
          finish(rewrite);
        } catch (error) {
          rewrite.giveUp();
          failed(error as Error);
        }
      },
      (error: Error) => {
        if (this.rewrite !== rewrite) return;
        this.rewrite = undefined;
        failed(error);
      },
    );
  }

  /** Adds a line after the records if a rewrite is running. It may change after the call. */
  add(line: Buffer): void {
    this.rewrite?.add(line);
  }

  giveUp(): void {
    this.rewrite?.giveUp();
    this.rewrite = undefined;
  }
}

/** The next records as lines; undefined after the last one. */
function encodeSlice(records: Iterator<WrittenRecord>): Buffer | undefined {
  const lines = new JournalLines();
  let bytes = 0;
  while (bytes < maxSliceBytes) {
    const next = records.next();
    if (next.done) break;
    bytes += typeof next.value === 'string' ? lines.addJson(next.value) : lines.add(next.value);
  }
  return bytes > 0 ? lines.bytes : undefined;
}

/**
 * Rewrites a journal at once. Atomic: after a failure, either the old file or the complete new one is
 * there.
 *
 * @param replaced called when the new one is there, before that is on disk
 * @throws what the file system throws
 */
export function writeJournal(
  fs: FileSystem,
  path: string,
  records: Iterable<WrittenRecord>,
  replaced?: () => void,
): void {
  const write = (file: number) => {
    const rest = records[Symbol.iterator]();
    let size = 0;
    for (let bytes = encodeSlice(rest); bytes; bytes = encodeSlice(rest)) {
      writeAll(fs, file, bytes, size);
      size += bytes.length;
    }
  };
  replaceFile(fs, path, write, replaced);
}
