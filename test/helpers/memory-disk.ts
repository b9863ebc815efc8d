import type { FileSystem } from '../../src/store/file-system';

/** What a file contains, and what of it would survive a power cut. */
interface Inode {
  data: Buffer;
  /** The buffer that `data` is a part of. */
  space: Buffer;
  durable: Buffer;
  /** When the sync that put it there began. */
  syncedAt: number;
  /** A sync has failed, so later successful ones mean nothing. */
  poisoned: boolean;
}

/** The calls that a disk can fail at. */
export type DiskCall = Exclude<keyof FileSystem, 'close' | 'closeLater' | 'replacesOpen'>;

/**
 * Makes disk calls fail: called before each one, it throws, or returns `short` to cut a write. `path`: of
 * the file or folder at the time it was opened.
 */
export type Fault = (call: DiskCall, count: number, path: string) => 'short' | undefined;

const empty = Buffer.alloc(0);

export function diskError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/**
 * A disk in memory. It knows what would survive a power cut: the synced contents of files, and the names
 * of files whose folder was synced.
 */
export class MemoryDisk implements FileSystem {
  /** Whether a file can replace one that is open; false on Windows. */
  replacesOpen = true;
  /** Calls made so far. */
  calls = 0;
  fault: Fault | undefined;
  /** Called before a background sync ends. */
  syncing: (() => Promise<void>) | undefined;
  private names = new Map<string, Inode>();
  private durableNames = new Map<string, Inode>();
  private readonly files = new Map<number, { readonly inode: Inode; readonly path: string }>();
  private lastFile = 2;

  /** Creates or replaces a file. */
  put(path: string, data: Buffer): void {
    const inode = { data, space: data, durable: data, syncedAt: 0, poisoned: false };
    this.names.set(path, inode);
    this.durableNames.set(path, inode);
  }

  get(path: string): Buffer | undefined {
    return this.names.get(path)?.data;
  }

  get paths(): readonly string[] {
    return [...this.names.keys()];
  }

  /** Whether a file has lost something that can still be read. */
  get hasLost(): boolean {
    return [...this.names.values()].some(({ poisoned }) => poisoned);
  }

  /** Number of open files. */
  get openFiles(): number {
    return this.files.size;
  }

  /** A copy of this disk, as it is now or after a power cut. */
  copy(powerCut: boolean): MemoryDisk {
    const copy = new MemoryDisk();
    for (const [path, { data, durable }] of powerCut ? this.durableNames : this.names) {
      copy.put(path, powerCut ? durable : data);
    }
    return copy;
  }

  /**
   * This disk after a power cut, and what may have reached it besides what was synced: names of files, and a part of
   * what was appended to them.
   */
  afterPowerCut(random: () => number): MemoryDisk {
    const cut = new MemoryDisk();
    for (const path of new Set([...this.names.keys(), ...this.durableNames.keys()])) {
      const inode = (random() < 0.5 ? this.names : this.durableNames).get(path);
      if (!inode) continue;
      const { data, durable } = inode;
      const isLonger = data.subarray(0, durable.length).equals(durable);
      const more = isLonger ? Math.floor(random() * (data.length - durable.length + 1)) : 0;
      cut.put(path, more > 0 ? Buffer.from(data.subarray(0, durable.length + more)) : durable);
    }
    return cut;
  }

  open(path: string, mode: 'read' | 'extend' | 'replace'): number {
    this.enter('open', path);
    let inode = this.names.get(path);
    if (!inode && mode === 'read') throw diskError('ENOENT');
    if (!inode) {
      inode = { data: empty, space: empty, durable: empty, syncedAt: 0, poisoned: false };
      this.names.set(path, inode);
    }
    // Nothing written from here on is on the disk yet.
    if (mode === 'replace') Object.assign(inode, { data: empty, poisoned: false });
    this.lastFile += 1;
    this.files.set(this.lastFile, { inode, path });
    return this.lastFile;
  }

  read(file: number, into: Buffer, position: number): number {
    const { inode, path } = this.opened(file);
    this.enter('read', path);
    const { data } = inode;
    return position >= data.length ? 0 : data.copy(into, 0, position);
  }

  write(file: number, bytes: Buffer, position: number): number {
    const { inode, path } = this.opened(file);
    const short = this.enter('write', path) === 'short';
    const part = short ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes;
    if (position > inode.data.length) throw new Error('a hole in a file');
    const end = Math.max(inode.data.length, position + part.length);
    // Double the size: copying a long file for each write would be slow.
    if (end > inode.space.length) {
      const space = Buffer.alloc(2 * end);
      inode.data.copy(space);
      inode.space = space;
    }
    // Overwriting must not change bytes that were synced or copied.
    else if (position < inode.data.length) inode.space = Buffer.from(inode.space);
    part.copy(inode.space, position);
    inode.data = inode.space.subarray(0, end);
    return part.length;
  }

  truncate(file: number, size: number): void {
    const { inode, path } = this.opened(file);
    this.enter('truncate', path);
    inode.data = inode.data.subarray(0, size);
  }

  sync(file: number): void {
    const { inode, path } = this.opened(file);
    try {
      this.enter('sync', path);
    } catch (error) {
      inode.poisoned = true;
      throw error;
    }
    this.synced(inode, inode.data, this.calls);
  }

  async syncLater(file: number): Promise<void> {
    const { inode, path } = this.opened(file);
    const { data } = inode;
    try {
      this.enter('syncLater', path);
    } catch (error) {
      inode.poisoned = true;
      await this.syncing?.();
      throw error;
    }
    const began = this.calls;
    await this.syncing?.();
    this.synced(inode, data, began);
  }

  syncFolder(folder: string): void {
    this.enter('syncFolder', folder);
    this.durableNames = new Map(this.names);
  }

  size(file: number): number {
    const { inode, path } = this.opened(file);
    this.enter('size', path);
    return inode.data.length;
  }

  close(file: number): void {
    if (!this.files.delete(file)) throw diskError('EBADF');
  }

  closeLater(file: number): void {
    this.close(file);
  }

  rename(from: string, to: string): void {
    this.enter('rename', to);
    const inode = this.names.get(from);
    if (!inode) throw diskError('ENOENT');
    const old = this.names.get(to);
    const isOpen = [...this.files.values()].some((file) => file.inode === old);
    if (isOpen && !this.replacesOpen) throw diskError('EPERM');
    this.names.delete(from);
    this.names.set(to, inode);
  }

  remove(path: string): void {
    this.enter('remove', path);
    if (!this.names.delete(path)) throw diskError('ENOENT');
  }

  makeFolder(folder: string): void {
    this.enter('makeFolder', folder);
  }

  list(folder: string): readonly string[] {
    this.enter('list', folder);
    return this.paths.flatMap((path) =>
      path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
    );
  }

  stat(path: string): { readonly size: number; readonly time: number } {
    this.enter('stat', path);
    const inode = this.names.get(path);
    if (!inode) throw diskError('ENOENT');
    return { size: inode.data.length, time: 0 };
  }

  private synced(inode: Inode, data: Buffer, began: number): void {
    if (inode.poisoned || began < inode.syncedAt) return;
    Object.assign(inode, { durable: data, syncedAt: began });
  }

  private enter(call: DiskCall, path: string): 'short' | undefined {
    this.calls += 1;
    return this.fault?.(call, this.calls, path);
  }

  private opened(file: number): { readonly inode: Inode; readonly path: string } {
    const opened = this.files.get(file);
    if (!opened) throw diskError('EBADF');
    return opened;
  }
}
