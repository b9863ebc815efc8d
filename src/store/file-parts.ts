import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileId } from '../protocol/card';
import { FileError } from '../protocol/file-error';
import { minFreeBytes as defaultMinFree } from '../protocol/file-limits';
import type { FilePart } from '../room/file-store';
import { diskCall, type FileDisk, hexOf, readSlice, removeNow, sliceBytes } from './file-disk';

/** The most unfinished files of a room; beyond that, the oldest that nobody is sending go. */
const maxParts = 100;

/** How much may be written before the free space is looked at again, in bytes. */
const checkBytes = 8 * 1024 * 1024;

const partName = /^[0-9a-f]{64}\.[A-Za-z0-9_-]{1,32}\.part$/;

export interface FilePartsOptions {
  readonly disk: FileDisk;
  readonly folder: () => string;
  /** What unfinished files may take together, in bytes. */
  readonly maxBytes: number;
  readonly minFreeBytes?: number | undefined;
  /** Takes in a file that is whole and has its hash. @throws {FileError} */
  readonly onWhole: (file: FileId, path: string, owner: string) => Promise<void>;
}

/** A room's unfinished files: `HASH.OWNER.part`, so that what two people send of one file stays apart. */
export class FileParts {
  readonly disk: FileDisk;
  /** Those that are being written, by path. */
  private readonly open = new Map<string, Part>();
  /** How far they have been hashed, by path: going on with one then needs no reading. */
  private readonly hashed = new Map<string, { readonly hash: Hash; readonly size: number }>();
  /** The last `begin` of each, by path: two at once would write over each other. */
  private readonly turns = new Map<string, Promise<void>>();
  private closed = false;

  constructor(private readonly options: FilePartsOptions) {
    this.disk = options.disk;
  }

  /** Begins a file, or goes on with what this owner sent of it before. @throws {FileError} */
  begin(file: FileId, owner: string): Promise<FilePart> {
    const path = join(this.options.folder(), `${hexOf(file.hash)}.${owner}.part`);
    const before = this.turns.get(path) ?? Promise.resolve();
    const turn = before.then(() => this.start(file, owner, path));
    const settled = turn.then(
      () => {},
      () => {},
    );
    this.turns.set(path, settled);
    void settled.then(() => {
      if (this.turns.get(path) === settled) this.turns.delete(path);
    });
    return turn;
  }

  /** Removes those that nobody is sending and that haven't changed since `before`, in ms since the Unix epoch. */
  tidy(before: number): void {
    for (const { path, time } of this.idle) if (time < before) removeNow(this.disk, path);
  }

  /** Stops writing; what came stays. */
  async abort(): Promise<void> {
    for (const part of [...this.open.values()]) await part.abort();
  }

  close(): Promise<void> {
    this.closed = true;
    return this.abort();
  }

  /** A part is no longer written; `hashed`: how far, if it stays. */
  ended(path: string, hashed?: { readonly hash: Hash; readonly size: number }): void {
    this.open.delete(path);
    this.hashed.delete(path);
    if (hashed) this.hashed.set(path, hashed);
  }

  async finished(file: FileId, path: string, owner: string): Promise<void> {
    this.ended(path);
    await this.options.onWhole(file, path, owner);
  }

  /** @throws {FileError} `disk-full` when `bytes` more would leave too little */
  async checkSpace(bytes: number): Promise<void> {
    const { folder, minFreeBytes = defaultMinFree } = this.options;
    const free = await diskCall(() => this.disk.free(folder()));
    if (free - bytes < minFreeBytes) throw new FileError('disk-full', `${free} bytes are free`);
  }

  private async start(file: FileId, owner: string, path: string): Promise<FilePart> {
    if (this.closed) throw new FileError('no-room', 'the room is closed');
    await diskCall(() => this.disk.makeFolder(this.options.folder()));
    // The same owner begins again before its old connection was seen to end.
    await this.open.get(path)?.abort();
    this.makeSpace(path, file.size);
    await this.checkSpace(file.size);
    const handle = await diskCall(() => this.disk.openToWrite(path));
    try {
      const { hash, size } = await this.resumeHash(handle, path, file.size);
      const part = new Part({ parts: this, file, path, owner, handle, hash, size });
      this.open.set(path, part);
      return part;
    } catch (error) {
      await handle.close().catch(() => {});
      throw error;
    }
  }

  /** The hash of what a part has so far; one that is longer than its file begins again. */
  private async resumeHash(
    handle: FileHandle,
    path: string,
    max: number,
  ): Promise<{ hash: Hash; size: number }> {
    const { size } = await diskCall(() => handle.stat());
    const known = this.hashed.get(path);
    this.hashed.delete(path);
    if (known?.size === size) return known;
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

  /** Those that nobody is sending, the oldest first. */
  private get idle() {
    const folder = this.options.folder();
    return this.disk
      .list(folder)
      .filter(({ name }) => partName.test(name))
      .map((file) => ({ ...file, path: join(folder, file.name) }))
      .filter(({ path }) => !this.open.has(path))
      .toSorted((one, other) => one.time - other.time);
  }

  /**
   * Removes the oldest that nobody is sending, until one of `size` at `path` has space.
   * @throws {FileError} `too-many-files`
   */
  private makeSpace(path: string, size: number): void {
    const { maxBytes } = this.options;
    const others = this.idle.filter((part) => part.path !== path);
    const sizes = [size, ...Array.from(this.open.values(), ({ file }) => file.size)];
    let total = [...sizes, ...others.map((part) => part.size)].reduce((sum, each) => sum + each, 0);
    let count = sizes.length + others.length;
    for (const idle of others) {
      if (total <= maxBytes && count <= maxParts) return;
      removeNow(this.disk, idle.path);
      this.hashed.delete(idle.path);
      total -= idle.size;
      count -= 1;
    }
    if (total > maxBytes || count > maxParts) {
      throw new FileError('too-many-files', 'too many files are being sent');
    }
  }
}

interface PartOptions {
  readonly parts: FileParts;
  readonly file: FileId;
  readonly path: string;
  readonly owner: string;
  readonly handle: FileHandle;
  readonly hash: Hash;
  readonly size: number;
}

/** An unfinished file that is being written. */
class Part implements FilePart {
  readonly file: FileId;
  private position: number;
  private unchecked = 0;
  private isOpen = true;
  /** The write that is going on. */
  private writing: Promise<void> | undefined;

  constructor(private readonly options: PartOptions) {
    this.file = options.file;
    this.position = options.size;
  }

  get offset(): number {
    return this.position;
  }

  write(bytes: Uint8Array): Promise<void> {
    this.writing = this.append(bytes);
    return this.writing;
  }

  async finish(): Promise<void> {
    const { parts, handle, hash, path, file, owner } = this.options;
    this.check();
    const isRight = this.position === file.size && hash.copy().digest('base64url') === file.hash;
    if (!isRight) {
      await this.discard();
      throw new FileError('wrong-hash', 'its bytes have another hash');
    }
    this.isOpen = false;
    try {
      await diskCall(() => handle.datasync());
      await diskCall(() => handle.close());
    } catch (error) {
      // What a failed sync left on the disk can't be trusted.
      await this.discard();
      throw error;
    }
    await parts.finished(file, path, owner);
  }

  async abort(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    const { parts, handle, hash, path } = this.options;
    await this.writing?.catch(() => {});
    // There is nothing to go on with.
    if (this.position === 0) return this.discard();
    parts.ended(path, { hash, size: this.position });
    await handle.close().catch(() => {});
  }

  async discard(): Promise<void> {
    this.isOpen = false;
    const { parts, handle, path } = this.options;
    parts.ended(path);
    await handle.close().catch(() => {});
    await parts.disk.remove(path).catch(() => {});
  }

  private async append(bytes: Uint8Array): Promise<void> {
    const { parts, handle, hash, file } = this.options;
    this.check();
    if (this.position + bytes.length > file.size) throw new FileError('protocol', 'too many bytes');
    this.unchecked += bytes.length;
    if (this.unchecked >= checkBytes) {
      this.unchecked = 0;
      await parts.checkSpace(file.size - this.position);
    }
    // A disk may take a part of it.
    for (let rest = bytes; rest.length > 0; ) {
      this.check();
      const length = Math.min(rest.length, sliceBytes);
      const { bytesWritten } = await diskCall(() => handle.write(rest, 0, length, this.position));
      if (bytesWritten === 0) throw new FileError('host-storage', 'nothing was written');
      hash.update(rest.subarray(0, bytesWritten));
      this.position += bytesWritten;
      rest = rest.subarray(bytesWritten);
    }
  }

  private check(): void {
    if (!this.isOpen) throw new FileError('connection-lost', 'it goes on elsewhere, or was closed');
  }
}
