import { createHash, type Hash, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileId } from '../protocol/card';
import { FileError } from '../protocol/file-error';
import { minFreeBytes as defaultMinFree } from '../protocol/file-limits';
import { cleanFileName } from '../protocol/file-name';
import type { FilePart, FileStore, StoredFile } from '../room/file-store';
import type { Clock } from '../util/clock';
import { toDisposable } from '../util/disposable';
import { Emitter } from '../util/event';
import { type FileDisk, nodeFileDisk } from './file-disk';
import { storageProblemOf } from './file-system';

export interface DiskFilesOptions {
  /** Created with the first file. */
  readonly folder: string;
  readonly clock: Clock;
  /** All whole files together, in bytes; unfinished ones may take as much again. */
  readonly maxBytes: number;
  readonly minFreeBytes?: number;
  /** Whether its files are removed when it is closed. */
  readonly temporary?: boolean;
  readonly disk?: FileDisk;
}

/** The most files of a room; beyond that, the oldest go. */
const maxFiles = 1000;

/** The most unfinished files of a room; beyond that, the oldest that nobody is sending go. */
const maxParts = 100;

/** How long files that nobody names, and unfinished ones, stay after the last change, in ms. */
const unusedMs = 24 * 60 * 60_000;

/** How much is read, or written and hashed, at a time, in bytes: what one turn of the event loop costs. */
const sliceBytes = 256 * 1024;

/** How much may be written before the free space is looked at again, in bytes. */
const checkBytes = 8 * 1024 * 1024;

const wholeName = /^[0-9a-f]{64}$/;
const partName = /^([0-9a-f]{64})\.([A-Za-z0-9_-]{1,32})\.part$/;
const sendingName = /^[0-9a-f]{16}\.sending$/;

interface Whole extends StoredFile {
  readonly time: number;
}

/**
 * A room's files on disk: `HASH` in hex for a whole file, `HASH.OWNER.part` for one that isn't, and
 * `ID.sending` with the name of a file that this window is sending.
 */
export class DiskFiles implements FileStore {
  private folder: string;
  private readonly disk: FileDisk;
  /** Whole files by hash, oldest first; undefined until they are asked for. */
  private index: Map<string, Whole> | undefined;
  private total = 0;
  /** Unfinished files that are being written, by path. */
  private readonly open = new Map<string, Part>();
  /** How far unfinished files have been hashed, by path: going on with one then needs no reading. */
  private readonly hashed = new Map<string, { readonly hash: Hash; readonly size: number }>();
  /** The last `begin` of each unfinished file, by path: two at once would write over each other. */
  private readonly turns = new Map<string, Promise<void>>();
  private readonly owners = new Map<string, Set<string>>();
  private readonly drops = new Emitter<readonly string[]>();
  readonly onDidDrop = this.drops.event;
  private closed = false;
  private isNamed: (hash: string) => boolean = () => true;

  constructor(private readonly options: DiskFilesOptions) {
    this.folder = options.folder;
    this.disk = options.disk ?? nodeFileDisk;
  }

  find(hash: string): StoredFile | undefined {
    return this.whole.get(hash);
  }

  isFrom(hash: string, owner: string): boolean {
    return this.owners.get(hash)?.has(owner) ?? false;
  }

  async *read(hash: string, offset: number): AsyncIterable<Buffer> {
    const file = this.whole.get(hash);
    if (!file) throw new FileError('file-gone', 'it is no longer here');
    const handle = await this.attempt(() => this.disk.openToRead(file.path));
    try {
      // The next bytes are read while these are sent.
      let next = this.readAt(handle, offset);
      for (let at = offset; at < file.size; ) {
        const bytes = await next;
        if (bytes.length === 0) throw new FileError('host-storage', 'it is shorter than it was');
        at += bytes.length;
        next = at < file.size ? this.readAt(handle, at) : Promise.resolve(bytes);
        // If the reader stops here, nobody waits for it.
        next.catch(() => {});
        yield bytes;
      }
    } finally {
      await handle.close().catch(() => {});
    }
  }

  async begin(file: FileId, owner: string): Promise<FilePart> {
    const path = join(this.folder, `${toHex(file.hash)}.${owner}.part`);
    const before = this.turns.get(path);
    const turn = (before ?? Promise.resolve()).then(() => this.openPart(file, owner, path));
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

  remove(hash: string): void {
    const file = this.whole.get(hash);
    if (!file) return;
    this.whole.delete(hash);
    this.owners.delete(hash);
    this.total -= file.size;
    this.disk.remove(file.path).catch(() => {});
  }

  askNamed(isNamed: (hash: string) => boolean): void {
    this.isNamed = isNamed;
  }

  tidy(): void {
    const before = this.options.clock.now() - unusedMs;
    for (const [hash, { time }] of this.whole) {
      if (time < before && !this.isNamed(hash)) this.remove(hash);
    }
    for (const { name, time } of this.disk.list(this.folder)) {
      const path = join(this.folder, name);
      if (partName.test(name) && time < before && !this.open.has(path)) this.removeNow(path);
    }
  }

  /** Takes all files to another folder. Never rejects: what can't be moved is dropped. */
  async moveTo(folder: string): Promise<void> {
    if (folder === this.folder) return;
    const files = [...this.whole];
    const from = this.folder;
    this.folder = folder;
    try {
      if (files.length > 0) await this.disk.makeFolder(folder);
    } catch {}
    for (const [hash, file] of files) {
      const path = join(folder, toHex(hash));
      try {
        await this.disk.copy(file.path, path);
        if (this.whole.has(hash)) this.whole.set(hash, { ...file, path });
        else await this.disk.remove(path);
      } catch {
        this.drop([hash]);
      }
    }
    for (const part of this.open.values()) await part.abort();
    if (!this.closed) this.removeNow(from);
  }

  noteSending(name: string): { dispose(): void } {
    const path = join(this.folder, `${randomBytes(8).toString('hex')}.sending`);
    try {
      this.disk.note(path, name);
    } catch {
      // Then a crash goes unreported, but sending works.
    }
    return toDisposable(() => this.removeNow(path));
  }

  takeUnsent(): readonly string[] {
    const notes = this.disk.list(this.folder).filter(({ name }) => sendingName.test(name));
    return notes.map(({ name }) => {
      const path = join(this.folder, name);
      const sent = this.disk.readNote(path);
      this.removeNow(path);
      return cleanFileName(sent);
    });
  }

  /** Removes all whole files. */
  clear(): void {
    for (const hash of [...this.whole.keys()]) this.remove(hash);
  }

  close(): void {
    this.closed = true;
    const parts = Array.from(this.open.values(), (part) => part.abort());
    this.drops.dispose();
    if (!this.options.temporary) return;
    this.removeNow(this.folder);
    // Where open files can't be removed, they are closed first.
    void Promise.all(parts).then(() => this.removeNow(this.folder));
  }

  /** Runs a disk operation. @throws {FileError} */
  async attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toFileError(error as Error);
    }
  }

  /** @throws {FileError} `disk-full` when `bytes` more would leave too little */
  async checkSpace(bytes: number): Promise<void> {
    const { minFreeBytes = defaultMinFree } = this.options;
    const free = await this.attempt(() => this.disk.free(this.folder));
    if (free - bytes < minFreeBytes) throw new FileError('disk-full', `${free} bytes are free`);
  }

  /** Takes in a part that is whole and was checked. @throws {FileError} */
  async take({ hash, size }: FileId, path: string, owner: string): Promise<void> {
    this.ended(path);
    this.owners.set(hash, (this.owners.get(hash) ?? new Set()).add(owner));
    if (this.whole.has(hash)) {
      await this.disk.remove(path).catch(() => {});
      return;
    }
    const whole = join(this.folder, toHex(hash));
    await this.attempt(() => this.disk.rename(path, whole));
    this.whole.set(hash, { size, path: whole, time: this.options.clock.now() });
    this.total += size;
    this.makeSpace(hash);
  }

  /** A part is no longer written; `hashed`: how far, if it stays. */
  ended(path: string, hashed?: { readonly hash: Hash; readonly size: number }): void {
    this.open.delete(path);
    this.hashed.delete(path);
    if (hashed) this.hashed.set(path, hashed);
  }

  get fileDisk(): FileDisk {
    return this.disk;
  }

  private removeNow(path: string): void {
    try {
      this.disk.removeNow(path);
    } catch {}
  }

  private async openPart(file: FileId, owner: string, path: string): Promise<FilePart> {
    if (this.closed) throw new FileError('no-room', 'the room is closed');
    await this.attempt(() => this.disk.makeFolder(this.folder));
    // The same owner begins again before its old connection was seen to end.
    await this.open.get(path)?.abort();
    this.dropParts(path, file.size);
    await this.checkSpace(file.size);
    const handle = await this.attempt(() => this.disk.openToWrite(path));
    try {
      const { hash, size } = await this.resumeHash(handle, path, file.size);
      const part = new Part({ store: this, file, path, owner, handle, hash, size });
      this.open.set(path, part);
      return part;
    } catch (error) {
      await handle.close().catch(() => {});
      throw error;
    }
  }

  private get whole(): Map<string, Whole> {
    this.index ??= this.load();
    return this.index;
  }

  private load(): Map<string, Whole> {
    const files = this.disk.list(this.folder).filter(({ name }) => wholeName.test(name));
    const sorted = files.toSorted((one, other) => one.time - other.time);
    this.total = files.reduce((sum, { size }) => sum + size, 0);
    return new Map(
      sorted.map(({ name, size, time }) => [
        Buffer.from(name, 'hex').toString('base64url'),
        { size, time, path: join(this.folder, name) },
      ]),
    );
  }

  private readAt(handle: FileHandle, position: number): Promise<Buffer> {
    return this.attempt(async () => {
      const buffer = Buffer.allocUnsafe(sliceBytes);
      const { bytesRead } = await handle.read(buffer, 0, sliceBytes, position);
      return buffer.subarray(0, bytesRead);
    });
  }

  /** The hash of what a part has so far; one that is longer than its file begins again. */
  private async resumeHash(
    handle: FileHandle,
    path: string,
    max: number,
  ): Promise<{ hash: Hash; size: number }> {
    const { size } = await this.attempt(() => handle.stat());
    const known = this.hashed.get(path);
    this.hashed.delete(path);
    if (known?.size === size) return known;
    const hash = createHash('sha256');
    if (size > max) {
      await this.attempt(() => handle.truncate(0));
      return { hash, size: 0 };
    }
    for (let at = 0; at < size; ) {
      const bytes = await this.readAt(handle, at);
      if (bytes.length === 0) break;
      hash.update(bytes);
      at += bytes.length;
    }
    return { hash, size };
  }

  /** Lets the oldest files go until the others, and `kept`, are within the limits. */
  private makeSpace(kept: string): void {
    const { maxBytes } = this.options;
    let { total } = this;
    let count = this.whole.size;
    if (total <= maxBytes && count <= maxFiles) return;
    const dropped: string[] = [];
    const others = [...this.whole].filter(([hash]) => hash !== kept);
    // Otherwise a member could drive out what others have sent without sending anything itself.
    const unnamed = others.filter(([hash]) => !this.isNamed(hash));
    for (const [hash, { size }] of new Map([...unnamed, ...others])) {
      if (total <= maxBytes && count <= maxFiles) break;
      dropped.push(hash);
      total -= size;
      count -= 1;
    }
    this.drop(dropped);
  }

  private drop(hashes: readonly string[]): void {
    for (const hash of hashes) this.remove(hash);
    if (hashes.length > 0) this.drops.fire(hashes);
  }

  /** Removes the oldest unfinished files that nobody is sending, until one of `size` has space. */
  private dropParts(path: string, size: number): void {
    const parts = this.disk.list(this.folder).filter(({ name }) => partName.test(name));
    const others = parts.filter(({ name }) => join(this.folder, name) !== path);
    const idle = others
      .filter(({ name }) => !this.open.has(join(this.folder, name)))
      .toSorted((one, other) => one.time - other.time);
    const expected = Array.from(this.open.values(), (part) => part.file.size);
    const idleBytes = idle.map((part) => part.size);
    let total = [size, ...expected, ...idleBytes].reduce((sum, bytes) => sum + bytes, 0);
    let count = others.length + 1;
    for (const { name, size: freed } of idle) {
      if (total <= this.options.maxBytes && count <= maxParts) break;
      this.removeNow(join(this.folder, name));
      this.hashed.delete(join(this.folder, name));
      total -= freed;
      count -= 1;
    }
    if (total > this.options.maxBytes || count > maxParts) {
      throw new FileError('too-many-files', 'too many files are being sent');
    }
  }
}

interface PartOptions {
  readonly store: DiskFiles;
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
    const { store, handle, hash, path, file, owner } = this.options;
    this.check();
    const isRight = this.position === file.size && hash.copy().digest('base64url') === file.hash;
    if (!isRight) {
      await this.discard();
      throw new FileError('wrong-hash', 'its bytes have another hash');
    }
    this.isOpen = false;
    try {
      await store.attempt(() => handle.datasync());
      await store.attempt(() => handle.close());
    } catch (error) {
      // What a failed sync left on the disk can't be trusted.
      await this.discard();
      throw error;
    }
    await store.take(file, path, owner);
  }

  async abort(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    const { store, handle, hash, path } = this.options;
    await this.writing?.catch(() => {});
    store.ended(path, { hash, size: this.position });
    await handle.close().catch(() => {});
  }

  async discard(): Promise<void> {
    this.isOpen = false;
    const { store, handle, path } = this.options;
    store.ended(path);
    await handle.close().catch(() => {});
    await store.fileDisk.remove(path).catch(() => {});
  }

  private async append(bytes: Uint8Array): Promise<void> {
    const { store, handle, hash, file } = this.options;
    this.check();
    if (this.position + bytes.length > file.size) throw new FileError('protocol', 'too many bytes');
    this.unchecked += bytes.length;
    if (this.unchecked >= checkBytes) {
      this.unchecked = 0;
      await store.checkSpace(file.size - this.position);
    }
    // A disk may take a part of it.
    for (let rest = bytes; rest.length > 0; ) {
      this.check();
      const length = Math.min(rest.length, sliceBytes);
      const { bytesWritten } = await store.attempt(() =>
        handle.write(rest, 0, length, this.position),
      );
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

function toHex(hash: string): string {
  return Buffer.from(hash, 'base64url').toString('hex');
}

function toFileError(error: Error): FileError {
  if (error instanceof FileError) return error;
  const code = storageProblemOf(error) === 'disk-full' ? 'disk-full' : 'host-storage';
  return new FileError(code, error.message, { cause: error });
}
