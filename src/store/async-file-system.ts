import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FileError } from '../protocol/file-error';
import { noFolderSync, storageProblemOf } from './file-system';

/** Size in bytes, and time of the last change in ms since the Unix epoch. */
export interface FileStat {
  readonly size: number;
  readonly time: number;
}

/**
 * The file system calls of {@link DiskFileStore}, so that tests can make each of them fail. Those that move bytes
 * are asynchronous: a hub has one thread, and a disk may be busy for seconds. They throw what `node:fs` throws.
 */
export interface AsyncFileSystem {
  /** Opens a file to read it. */
  openToRead(path: string): Promise<FileHandle>;
  /** Opens a file to read and write it; creates it if needed, and keeps its content. Only the owner can access it. */
  openToWrite(path: string): Promise<FileHandle>;
  /** Free bytes for this user on the disk with this folder. */
  free(folder: string): Promise<number>;
  makeFolder(path: string): Promise<void>;
  /** Renames a file; its new name outlives a power failure when this resolves. */
  rename(from: string, to: string): Promise<void>;
  /** Copies a file; the copy is on the disk when this resolves. */
  copy(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** The names in a folder; none if there is no folder. */
  names(folder: string): readonly string[];
  /** Undefined if there is nothing at the path, or no file. */
  stat(path: string): FileStat | undefined;
  /** Writes a short file at once, in a folder that it creates if needed, and syncs it. */
  note(path: string, text: string): void;
  /** Reads a short file at once; empty if it can't be read. */
  readNote(path: string): string;
  /** Removes a file or a folder with all its files, at once; does nothing if there is none. */
  removeNow(path: string): void;
}

/** Only the owner can read and write. Windows has no such modes: there the folder's permissions apply. */
const ownerOnly = 0o600;
const folderMode = 0o700;

export const nodeAsyncFileSystem: AsyncFileSystem = {
  openToRead: (path) => open(path, 'r'),
  openToWrite: async (path) => {
    // `a` would write at the end whatever the position, `w` would drop what is there.
    const created = await open(path, 'a', ownerOnly);
    await created.close();
    return open(path, 'r+');
  },
  free: async (folder) => {
    const { bavail, blocks, bsize } = await statfs(folder);
    // Some network drives don't say.
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
  },
  makeFolder: async (path) => void (await mkdir(path, { recursive: true, mode: folderMode })),
  rename: async (from, to) => {
    await renameFile(from, to);
    await syncFolder(dirname(to));
  },
  copy: async (from, to) => {
    await copyFile(from, to);
    const copied = await open(to, 'r+');
    try {
      await copied.datasync();
    } finally {
      await copied.close();
    }
  },
  remove: (path) => rm(path, { force: true }),
  names(folder) {
    try {
      return readdirSync(folder);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  },
  stat(path) {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? { size: stat.size, time: stat.mtimeMs } : undefined;
  },
  note(path, text) {
    mkdirSync(dirname(path), { recursive: true, mode: folderMode });
    writeFileSync(path, text, { mode: ownerOnly, flush: true });
  },
  readNote(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  },
  removeNow: (path) => rmSync(path, { recursive: true, force: true }),
};

/** Syncs the names in a folder, where the system can do that. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    if (!noFolderSync.includes(codeOf(error) ?? '')) throw error;
  }
}

/** Errors on Windows while another program, such as a virus scanner, has a file open; that soon ends. */
const busyCodes: ReadonlySet<unknown> = new Set(['EACCES', 'EBUSY', 'EPERM']);

/** How long to wait before each further attempt, in ms. */
const busyWaitsMs = [20, 50, 100, 300, 800];

/**
 * Renames a file; what had the new name is replaced. On Windows, it waits while another program has one of them open.
 */
export async function renameFile(
  from: string,
  to: string,
  platform: NodeJS.Platform = process.platform,
  move: typeof rename = rename,
): Promise<void> {
  for (const waitMs of platform === 'win32' ? busyWaitsMs : []) {
    try {
      return await move(from, to);
    } catch (error) {
      if (!busyCodes.has(codeOf(error))) throw error;
    }
    await delay(waitMs);
  }
  return move(from, to);
}

/**
 * The files in a folder whose names match, the oldest first. One that can't be read, such as one that
 * Windows is about to delete, is left out.
 *
 * @throws what `node:fs` throws when the folder can't be read
 */
export function listFiles(
  disk: AsyncFileSystem,
  folder: string,
  pattern: RegExp,
): readonly SeenFile[] {
  const files: SeenFile[] = [];
  for (const name of disk.names(folder)) {
    if (!pattern.test(name)) continue;
    const path = join(folder, name);
    try {
      const stat = disk.stat(path);
      if (stat) files.push({ ...stat, name, path });
    } catch {}
  }
  return files.toSorted((one, other) => one.time - other.time);
}

/** The same, or none while the folder can't be read. */
export function listIfReadable(
  disk: AsyncFileSystem,
  folder: string,
  pattern: RegExp,
): readonly SeenFile[] {
  try {
    return listFiles(disk, folder, pattern);
  } catch {
    return [];
  }
}

export interface SeenFile extends FileStat {
  readonly name: string;
  readonly path: string;
}

/** How much is read, or written and hashed, at a time, in bytes, to keep each turn of the event loop short. */
export const sliceBytes = 256 * 1024;

/** Reads the next bytes from a position; none at the end. @throws {FileError} */
export function readSlice(handle: FileHandle, position: number): Promise<Buffer> {
  return diskCall(async () => {
    const buffer = Buffer.allocUnsafe(sliceBytes);
    const { bytesRead } = await handle.read(buffer, 0, sliceBytes, position);
    return buffer.subarray(0, bytesRead);
  });
}

/**
 * Reads a file to its end, from a position on.
 * @throws {FileError} `file-gone` when there is none, `host-storage` while it is read
 */
export async function* readFrom(
  disk: AsyncFileSystem,
  find: () => { readonly path: string; readonly size: number } | undefined,
  position: number,
): AsyncIterable<Buffer> {
  const file = find();
  if (!file) throw new FileError('file-gone', 'it is no longer here');
  const handle = await diskCall(() => disk.openToRead(file.path));
  try {
    // The next bytes are read while these are sent.
    let next = readSlice(handle, position);
    for (let at = position; at < file.size; ) {
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

/** Runs a disk operation. @throws {FileError} `disk-full`, or `host-storage` for anything else */
export async function diskCall<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileError) throw error;
    const code = storageProblemOf(error as Error) === 'disk-full' ? 'disk-full' : 'host-storage';
    throw new FileError(code, (error as Error).message, { cause: error });
  }
}

/** Removes a file or a folder, if that works. */
export function removeNow(disk: AsyncFileSystem, path: string): void {
  try {
    disk.removeNow(path);
  } catch {}
}

/** A file's name on disk: some file systems don't tell capital letters from small ones. */
export function hexOf(hash: string): string {
  return Buffer.from(hash, 'base64url').toString('hex');
}

/** The hash of the file with this name; what follows it in the name doesn't count. */
export function hashOfHex(name: string): string {
  return Buffer.from(name, 'hex').toString('base64url');
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
