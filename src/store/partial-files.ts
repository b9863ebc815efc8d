import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileId } from '../protocol/card';
import { FileError } from '../protocol/file-error';
import { minFreeBytes as defaultMinFree } from '../protocol/file-limits';
import type { PartialFile } from '../room/file-store';
import type { Clock } from '../util/clock';
import { KeyedQueue } from '../util/keyed-queue';
import { type AsyncFileSystem, diskCall, hexOf, listFiles, readSlice } from './async-file-system';
import {
  DiskPartialFile,
  type PartialFileContent,
  type PartialFileOptions,
  type PartialFileOwner,
} from './partial-file';

/** Maximum number of unfinished files of a room; beyond that, the oldest that nobody is sending are deleted. */
const maxParts = 100;

const partName = /^[0-9a-f]{64}\.[A-Za-z0-9_-]{1,32}\.part$/;

export interface PartialFilesOptions {
  readonly disk: AsyncFileSystem;
  readonly clock: Clock;
  readonly folder: () => string;
  /** What unfinished files may take together, in bytes. */
  readonly maxBytes: number;
  readonly minFreeBytes?: number | undefined;
  /** Adopts a complete file that has its hash. @throws {FileError} */
  readonly onWhole: (file: FileId, path: string, owner: string) => Promise<void>;
}

/** A part that nobody is sending, with the time of its last change in ms since the Unix epoch. */
interface Idle extends PartialFileContent {
  readonly time: number;
}

/** A part that is being begun, written or finished: nobody else may touch it. */
interface Busy {
  /** What it may take, in bytes. */
  readonly size: number;
  /** Absent while it is being begun. */
  part?: DiskPartialFile;
}

/**
 * A room's unfinished files: `HASH.OWNER.part`, so that what two people send of one file stays apart. Each is
 * either idle or busy, and the folder is only listed once.
 */
export class PartialFiles implements PartialFileOwner {
  readonly disk: AsyncFileSystem;
  private readonly busy = new Map<string, Busy>();
  /** By name, the oldest first; undefined until they are asked for. */
  private idle: Map<string, Idle> | undefined;
  /** Two at once would write over each other. */
  private readonly turns = new KeyedQueue();
  private closed = false;

  constructor(private readonly options: PartialFilesOptions) {
    this.disk = options.disk;
  }

  /** Starts a file, or resumes this owner's earlier upload. @throws {FileError} */
  begin(file: FileId, owner: string): Promise<PartialFile> {
    const name = `${hexOf(file.hash)}.${owner}.part`;
    return this.turns.run(name, () => this.start(file, owner, name));
  }

  /** Removes the parts that nobody is sending and that haven't changed since `before`, in ms since the Unix epoch. */
  tidy(before: number): void {
    try {
      for (const [name, { time }] of this.known) if (time < before) this.remove(name);
    } catch {
      // The folder can't be read now; the next time, perhaps.
    }
  }

  /** Stops writing; what came stays. */
  async abort(): Promise<void> {
    await Promise.all(Array.from(this.busy.values(), ({ part }) => part?.abort()));
  }

  /** The folder is another one now; what is in the old one is given up. */
  async moved(): Promise<void> {
    this.idle = undefined;
    await this.abort();
  }

  /** Resolves when no file is open any more. */
  async close(): Promise<void> {
    this.closed = true;
    await this.abort();
    // One that is being begun finds out that it may not.
    await this.turns.idle();
  }

  ended(path: string, rest?: PartialFileContent): void {
    const name = basename(path);
    this.busy.delete(name);
    if (rest && this.isHere(path)) {
      this.idle?.set(name, { ...rest, time: this.options.clock.now() });
    }
  }

  async finished({ file, path, owner, hash }: PartialFileOptions): Promise<void> {
    try {
      await this.options.onWhole(file, path, owner);
    } catch (error) {
      this.ended(path, { size: file.size, hash });
      throw error;
    }
    this.ended(path);
  }

  async checkSpace(bytes: number): Promise<void> {
    const { folder, minFreeBytes = defaultMinFree } = this.options;
    const free = await diskCall(() => this.disk.free(folder()));
    if (free - bytes < minFreeBytes) throw new FileError('disk-full', `${free} bytes are free`);
  }

  private async start(file: FileId, owner: string, name: string): Promise<PartialFile> {
    this.checkOpen();
    // The same owner begins again before its old connection was seen to end.
    const former = this.busy.get(name)?.part;
    await former?.abort();
    if (former?.isWhole) throw new FileError('connection-lost', 'it has become whole: ask again');
    const path = join(this.options.folder(), name);
    const known = await diskCall(() => this.reserve(name, file.size));
    try {
      await diskCall(() => this.disk.makeFolder(dirname(path)));
      await this.checkSpace(file.size);
      return await this.open(file, owner, path, known);
    } catch (error) {
      if (!known) await this.disk.remove(path).catch(() => {});
      this.ended(path, known);
      throw error;
    }
  }

  private async open(
    file: FileId,
    owner: string,
    path: string,
    known: PartialFileContent | undefined,
  ): Promise<PartialFile> {
    const handle = await diskCall(() => this.disk.openToWrite(path));
    try {
      const { hash, size } = await this.resumeHash(handle, known, file.size);
      this.checkOpen();
      if (!this.isHere(path)) throw new FileError('connection-lost', 'the room has moved');
      const part = new DiskPartialFile({ parts: this, file, path, owner, handle, hash, size });
      this.busy.set(basename(path), { size: file.size, part });
      return part;
    } catch (error) {
      await handle.close().catch(() => {});
      throw error;
    }
  }

  /** The hash of what a part has so far; one that is longer than its file begins again. */
  private async resumeHash(
    handle: FileHandle,
    known: PartialFileContent | undefined,
    max: number,
  ): Promise<{ hash: Hash; size: number }> {
    const { size } = await diskCall(() => handle.stat());
    if (known?.hash && known.size === size) return { hash: known.hash, size };
    const hash = createHash('sha256');
    if (size > max) {
      await diskCall(() => handle.truncate(0));
      return { hash, size: 0 };
    }
    for (let at = 0; at < size; ) {
      const bytes = await readSlice(handle, at);
      if (bytes.length === 0) break;
      hash.update(bytes);
      at += bytes.length;
    }
    return { hash, size };
  }

  /**
   * Makes a part of `size` busy: removes the oldest idle ones until it has space. Returns what it has.
   * @throws {FileError} `too-many-files`
   */
  private reserve(name: string, size: number): Idle | undefined {
    const { maxBytes } = this.options;
    const { known } = this;
    const former = known.get(name);
    known.delete(name);
    const sizes = [size, ...Array.from([...this.busy.values(), ...known.values()], sizeOf)];
    let total = sizes.reduce((sum, each) => sum + each, 0);
    for (const [oldest, idle] of known) {
      if (total <= maxBytes && this.busy.size + known.size < maxParts) break;
      this.remove(oldest);
      total -= idle.size;
    }
    if (total > maxBytes || this.busy.size + known.size >= maxParts) {
      if (former) known.set(name, former);
      throw new FileError('too-many-files', 'too many files are being sent');
    }
    this.busy.set(name, { size });
    return former;
  }

  /** Removes an idle file, in the background, unless its owner resumes it first. */
  private remove(name: string): void {
    this.idle?.delete(name);
    const path = join(this.options.folder(), name);
    const work = async () => {
      if (!this.busy.has(name) && !this.idle?.has(name)) await this.disk.remove(path);
    };
    void this.turns.run(name, work).catch(() => {});
  }

  private get known(): Map<string, Idle> {
    if (this.idle) return this.idle;
    const seen = listFiles(this.disk, this.options.folder(), partName);
    const idle = seen.filter(({ name }) => !this.busy.has(name));
    this.idle = new Map(idle.map(({ name, size, time }) => [name, { size, time }]));
    return this.idle;
  }

  /** Whether a part lies where the room's files are now. */
  private isHere(path: string): boolean {
    return path === join(this.options.folder(), basename(path));
  }

  private checkOpen(): void {
    if (this.closed) throw new FileError('no-room', 'the room is closed');
  }
}

function sizeOf({ size }: { readonly size: number }): number {
  return size;
}
