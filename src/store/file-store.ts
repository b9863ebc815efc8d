import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { FileId } from '../protocol/card';
import { FileError } from '../protocol/file-error';
import { cleanFileName } from '../protocol/file-name';
import type { FilePart, FileStore, StoredFile } from '../room/file-store';
import type { Clock } from '../util/clock';
import { toDisposable } from '../util/disposable';
import { Emitter } from '../util/event';
import { diskCall, type FileDisk, hexOf, nodeFileDisk, readSlice, removeNow } from './file-disk';
import { FileParts } from './file-parts';

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

/** How long files that nobody names, and unfinished ones, stay after the last change, in ms. */
const unusedMs = 24 * 60 * 60_000;

/** How long a file that nobody names counts like the others, in ms: its message may be on its way. */
const youngMs = 10 * 60_000;

const wholeName = /^[0-9a-f]{64}$/;
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
  private readonly parts: FileParts;
  private readonly owners = new Map<string, Set<string>>();
  private readonly drops = new Emitter<readonly string[]>();
  readonly onDidDrop = this.drops.event;
  private closed = false;
  private isNamed: (hash: string) => boolean = () => true;

  constructor(private readonly options: DiskFilesOptions) {
    this.folder = options.folder;
    this.disk = options.disk ?? nodeFileDisk;
    const { maxBytes, minFreeBytes } = options;
    this.parts = new FileParts({
      ...{ disk: this.disk, maxBytes, minFreeBytes },
      folder: () => this.folder,
      onWhole: (file, path, owner) => this.take(file, path, owner),
    });
  }

  find(hash: string): StoredFile | undefined {
    return this.whole.get(hash);
  }

  isFrom(hash: string, owner: string): boolean {
    return this.owners.get(hash)?.has(owner) ?? this.whole.has(hash);
  }

  async *read(hash: string, offset: number): AsyncIterable<Buffer> {
    const file = this.whole.get(hash);
    if (!file) throw new FileError('file-gone', 'it is no longer here');
    const handle = await diskCall(() => this.disk.openToRead(file.path));
    try {
      // The next bytes are read while these are sent.
      let next = readSlice(handle, offset);
      for (let at = offset; at < file.size; ) {
        const bytes = await next;
        if (bytes.length === 0) throw new FileError('host-storage', 'it is shorter than it was');
        at += bytes.length;
        next = at < file.size ? readSlice(handle, at) : Promise.resolve(bytes);
        // If the reader stops here, nobody waits for it.
        next.catch(() => {});
        yield bytes;
      }
    } finally {
      await handle.close().catch(() => {});
    }
  }

  begin(file: FileId, owner: string): Promise<FilePart> {
    return this.parts.begin(file, owner);
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
    this.parts.tidy(before);
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
      const path = join(folder, hexOf(hash));
      try {
        await this.disk.copy(file.path, path);
        if (this.whole.has(hash)) this.whole.set(hash, { ...file, path });
        else await this.disk.remove(path);
      } catch {
        this.drop([hash]);
      }
    }
    await this.parts.abort();
    if (!this.closed) removeNow(this.disk, from);
  }

  noteSending(name: string): { dispose(): void } {
    const path = join(this.folder, `${randomBytes(8).toString('hex')}.sending`);
    try {
      this.disk.note(path, name);
    } catch {
      // Then a crash goes unreported, but sending works.
    }
    return toDisposable(() => removeNow(this.disk, path));
  }

  takeUnsent(): readonly string[] {
    const notes = this.disk.list(this.folder).filter(({ name }) => sendingName.test(name));
    return notes.map(({ name }) => {
      const path = join(this.folder, name);
      const sent = this.disk.readNote(path);
      removeNow(this.disk, path);
      return cleanFileName(sent);
    });
  }

  /** Removes all whole files. */
  clear(): void {
    for (const hash of [...this.whole.keys()]) this.remove(hash);
  }

  close(): void {
    this.closed = true;
    const stopped = this.parts.close();
    this.drops.dispose();
    if (!this.options.temporary) return;
    removeNow(this.disk, this.folder);
    // Where open files can't be removed, they are closed first.
    void stopped.then(() => removeNow(this.disk, this.folder));
  }

  /** Takes in a file that is whole and was checked. @throws {FileError} */
  private async take({ hash, size }: FileId, path: string, owner: string): Promise<void> {
    this.owners.set(hash, (this.owners.get(hash) ?? new Set()).add(owner));
    if (this.whole.has(hash)) {
      await this.disk.remove(path).catch(() => {});
      return;
    }
    const whole = join(this.folder, hexOf(hash));
    await diskCall(() => this.disk.rename(path, whole));
    this.whole.set(hash, { size, path: whole, time: this.options.clock.now() });
    this.total += size;
    this.makeSpace(hash);
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

  /** Lets the oldest files go until the others, and `kept`, are within the limits. */
  private makeSpace(kept: string): void {
    const { maxBytes } = this.options;
    let { total } = this;
    let count = this.whole.size;
    if (total <= maxBytes && count <= maxFiles) return;
    const dropped: string[] = [];
    const others = [...this.whole].filter(([hash]) => hash !== kept);
    // Otherwise a member could drive out what others have sent without sending anything itself.
    // One that is young may be waiting for its message.
    const young = this.options.clock.now() - youngMs;
    const unnamed = others.filter(([hash, { time }]) => time < young && !this.isNamed(hash));
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
}
