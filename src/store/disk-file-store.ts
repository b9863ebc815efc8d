import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { FileId } from '../protocol/card';
import { FileError } from '../protocol/file-error';
import { minFreeBytes } from '../protocol/file-limits';
import type { FileStore, PartialFile, StoredFile } from '../room/file-store';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/disposable';
import { Emitter } from '../util/event';
import { KeyedQueue } from '../util/keyed-queue';
import {
  type AsyncFileSystem,
  diskCall,
  hashOfHex,
  hexOf,
  listFiles,
  listIfReadable,
  nodeAsyncFileSystem,
  readFrom,
  removeNow,
} from './async-file-system';
import { FileFolders } from './file-folders';
import { FileOwners, ownerNote } from './file-owners';
import { PartialFiles } from './partial-files';
import { SendingNotes } from './sending-notes';

export interface DiskFileStoreOptions {
  /** Created with the first file. */
  readonly folder: string;
  readonly clock: Clock;
  /** All whole files together, in bytes; unfinished ones may take as much again. */
  readonly maxBytes: number;
  readonly minFreeBytes?: number;
  /** Whether its files are removed when it is closed. */
  readonly temporary?: boolean;
  readonly disk?: AsyncFileSystem;
}

/** Maximum number of files of a room; beyond that, the oldest are deleted. */
const maxFiles = 1000;

/** How long files that no message references, and incomplete ones, stay after the last change, in ms. */
const unusedMs = 24 * 60 * 60_000;

/** How long a file that no message references counts like the others, in ms: its message may be on its way. */
const youngMs = 10 * 60_000;

const wholeName = /^[0-9a-f]{64}$/;
/** Matches complete files, and the notes about who uploaded them. */
const storedName = /^[0-9a-f]{64}(\.[A-Za-z0-9_-]{1,32}\.from)?$/;
const movingName = /^[0-9a-f]{64}\.[0-9a-f]{16}\.moving$/;

interface Whole extends StoredFile {
  readonly time: number;
}

/** What counts as here while the folder can't be read. */
const nothing: ReadonlyMap<string, Whole> = new Map();

/**
 * A room's files on disk: `HASH` in hex for a whole file, `HASH.OWNER.from` for who brought it, `HASH.OWNER.part` for
 * one that isn't whole, `HASH.ID.moving` for a copy that isn't complete, and `ID.sending` for one that this window is
 * sending. Operations on one file run one after another.
 */
export class DiskFileStore implements FileStore {
  private readonly disk: AsyncFileSystem;
  private readonly folders: FileFolders;
  /** Whole files by hash, oldest first; undefined until they are asked for. */
  private index: Map<string, Whole> | undefined;
  /** Their total size, in bytes. */
  private total = 0;
  /** Files that no longer count as here but couldn't be removed, by path. */
  private readonly stuck = new Map<string, { readonly hash: string; readonly size: number }>();
  private readonly parts: PartialFiles;
  /** By hash. */
  private readonly turns = new KeyedQueue();
  private readonly owners: FileOwners;
  private readonly sending: SendingNotes;
  private readonly drops = new Emitter<readonly string[]>();
  readonly onDidDrop = this.drops.event;
  private closed = false;
  private isNamed: (hash: string) => boolean = () => true;

  constructor(private readonly options: DiskFileStoreOptions) {
    this.disk = options.disk ?? nodeAsyncFileSystem;
    this.folders = new FileFolders(this.disk, options.folder);
    this.owners = new FileOwners(this.disk);
    this.sending = new SendingNotes(this.disk, this.folders);
    const { clock, maxBytes, minFreeBytes } = options;
    this.parts = new PartialFiles({
      ...{ disk: this.disk, clock, maxBytes, minFreeBytes },
      folder: () => this.folders.current,
      onWhole: (file, path, owner) => this.take(file, path, owner),
    });
  }

  find(hash: string): StoredFile | undefined {
    return this.whole.get(hash);
  }

  isFrom(hash: string, owner: string): boolean {
    return this.whole.has(hash) && this.owners.has(hash, owner);
  }

  read(hash: string, offset: number): AsyncIterable<Buffer> {
    return readFrom(this.disk, () => this.whole.get(hash), offset);
  }

  begin(file: FileId, owner: string): Promise<PartialFile> {
    return this.parts.begin(file, owner);
  }

  remove(hash: string): void {
    const file = this.whole.get(hash);
    if (!file) return;
    this.forget(hash);
    void this.turns.run(hash, () => this.erase(hash, file));
  }

  askNamed(isNamed: (hash: string) => boolean): void {
    this.isNamed = isNamed;
  }

  tidy(): void {
    const before = this.options.clock.now() - unusedMs;
    for (const [hash, { time }] of this.whole) {
      if (time < before && !this.isNamed(hash)) this.remove(hash);
    }
    for (const [path, { hash, size }] of this.stuck) {
      void this.turns.run(hash, () => this.erase(hash, { path, size }));
    }
    this.parts.tidy(before);
    const copies = listIfReadable(this.disk, this.folders.current, movingName);
    const notes = listIfReadable(this.disk, this.folders.current, ownerNote);
    const left = [...copies, ...notes.filter(({ name }) => !this.whole.has(hashOfHex(name)))];
    for (const { path, time } of left) if (time < before) removeNow(this.disk, path);
  }

  /**
   * Takes all files to another folder of the same name. Never rejects: files that can't be moved now stay where they
   * are, and follow when the room is opened again.
   */
  async moveTo(folder: string): Promise<void> {
    if (folder === this.folders.current) return;
    this.folders.change(folder);
    await this.parts.moved();
    await this.bring();
  }

  noteSending(name: string): Disposable {
    return this.sending.add(name);
  }

  takeUnsent(): readonly string[] {
    return this.sending.take();
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
    const remove = () => removeNow(this.disk, this.folders.current);
    remove();
    // Where open files can't be removed, they are closed first.
    void stopped.then(remove);
  }

  /** Adopts a complete file that was checked. @throws {FileError} */
  private take(file: FileId, part: string, owner: string): Promise<void> {
    return this.turns.run(file.hash, async () => {
      const { hash, size } = file;
      const index = await diskCall(() => this.load());
      // First, so that a process that ends here leaves no file whose owner isn't known.
      await diskCall(() => this.owners.add(this.folders.current, hash, owner));
      if (index.get(hash)?.size === size) {
        await this.disk.remove(part).catch(() => {});
        if (!index.has(hash)) throw new FileError('connection-lost', 'it was removed meanwhile');
      } else {
        const path = join(this.folders.current, hexOf(hash));
        await diskCall(() => this.disk.rename(part, path));
        // One of another size is a damaged one.
        this.forget(hash);
        this.stuck.delete(path);
        index.set(hash, { size, path, time: this.options.clock.now() });
        this.total += size;
      }
      this.makeSpace(hash);
    });
  }

  private forget(hash: string): void {
    this.total -= this.whole.get(hash)?.size ?? 0;
    this.index?.delete(hash);
  }

  /** Removes the bytes of a file that no longer counts as here, unless it has come again. */
  private async erase(hash: string, { path, size }: StoredFile): Promise<void> {
    if (this.whole.get(hash)?.path === path) return;
    try {
      await this.disk.remove(path);
      this.stuck.delete(path);
      if (!this.whole.has(hash)) await this.owners.forget(this.folders.all, hash);
    } catch {
      this.stuck.set(path, { hash, size });
    }
  }

  /** Moves the files left in the room's earlier folders. */
  private bring(): Promise<void> {
    return this.turns.run('all', async () => {
      for (const folder of this.folders.old) {
        if (await this.bringAll(folder)) this.folders.leave(folder);
      }
    });
  }

  /** Returns whether nothing in this folder is needed any more. */
  private async bringAll(folder: string): Promise<boolean> {
    for (const [hash, { path }] of [...this.whole]) {
      if (this.closed) return false;
      if (dirname(path) === folder) await this.turns.run(hash, () => this.bringOne(hash, path));
    }
    this.sending.bring(folder);
    try {
      // Files that this store doesn't know may be ones that it couldn't read.
      const left = this.disk.names(folder).filter((name) => wholeName.test(name));
      const places = left.map((name) => this.whole.get(hashOfHex(name))?.path);
      return places.every((path) => path !== undefined && dirname(path) !== folder);
    } catch {
      return false;
    }
  }

  private async bringOne(hash: string, source: string): Promise<void> {
    const file = this.whole.get(hash);
    if (file?.path !== source) return;
    const path = join(this.folders.current, hexOf(hash));
    // A store of this room that was closed meanwhile may bring it, too.
    const isBrought = () => this.disk.stat(path)?.size === file.size;
    try {
      if (!isBrought()) {
        await copyWhole(this.disk, source, path).catch((error: unknown) => {
          if (!isBrought()) throw error;
        });
      }
      await this.owners.copyTo(dirname(path), hash);
      if (this.index?.get(hash) === file) this.index.set(hash, { ...file, path });
      else await this.disk.remove(path);
      await this.disk.remove(source);
    } catch {
      const isGone = await diskCall(() => !this.disk.stat(source)).catch(() => false);
      if (isGone && this.index?.get(hash) === file) this.drop([hash]);
    }
  }

  private get whole(): ReadonlyMap<string, Whole> {
    try {
      return this.load();
    } catch {
      return nothing;
    }
  }

  /** @throws what the file system throws when the folder can't be read: what is there isn't gone then */
  private load(): Map<string, Whole> {
    if (this.index) return this.index;
    const { current, old } = this.folders;
    const here = listFiles(this.disk, current, storedName);
    const listed = [
      ...old.flatMap((folder) => listIfReadable(this.disk, folder, storedName)),
      ...here,
    ];
    this.owners.load(listed.map(({ name }) => name));
    const files = listed.filter(({ name }) => wholeName.test(name));
    // What is in both was copied, but not yet removed where it came from.
    const found = new Map(
      files.map(({ name, size, time, path }) => [hashOfHex(name), { size, time, path }]),
    );
    this.index = new Map([...found].toSorted(([, one], [, other]) => one.time - other.time));
    this.total = [...found.values()].reduce((sum, { size }) => sum + size, 0);
    if (old.length > 0) void this.bring();
    return this.index;
  }

  /** Deletes the oldest files until the others, and `kept`, are within the limits. */
  private makeSpace(kept: string): void {
    const { clock, maxBytes } = this.options;
    let total = [...this.stuck.values()].reduce((sum, { size }) => sum + size, this.total);
    let count = this.whole.size + this.stuck.size;
    if (total <= maxBytes && count <= maxFiles) return;
    const dropped: string[] = [];
    const others = [...this.whole].filter(([hash]) => hash !== kept);
    // Otherwise a member could evict others' files without sending anything itself. A recent file may be waiting for
    // its message.
    const young = clock.now() - youngMs;
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

/**
 * Copies the complete files in one store's folder to another one's, with the notes about who uploaded them, the newest
 * first and as long as there is space.
 */
export async function copyFiles(disk: AsyncFileSystem, from: string, to: string): Promise<void> {
  for (const { name, path, size } of listFiles(disk, from, storedName).toReversed()) {
    if ((await disk.free(from)) - size < minFreeBytes) return;
    await copyWhole(disk, path, join(to, name));
  }
}

/** Copies a file under another name first, so that a file with its own name is always complete. */
async function copyWhole(disk: AsyncFileSystem, source: string, path: string): Promise<void> {
  const unfinished = `${path}.${randomBytes(8).toString('hex')}.moving`;
  try {
    await disk.makeFolder(dirname(path));
    await disk.copy(source, unfinished);
    await disk.rename(unfinished, path);
  } catch (error) {
    await disk.remove(unfinished).catch(() => {});
    throw error;
  }
}
