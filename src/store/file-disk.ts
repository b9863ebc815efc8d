import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError } from '../protocol/file-error';
import { storageProblemOf } from './file-system';

/**
 * The file system calls of {@link DiskFiles}, so that tests can make each of them fail. Those that move bytes
 * are asynchronous: a hub has one thread, and a disk may be busy for seconds. They throw what `node:fs` throws.
 */
export interface FileDisk {
  /** Opens a file to read it. */
  openToRead(path: string): Promise<FileHandle>;
  /** Opens a file to read and write it; creates it if needed, and keeps its content. Only the owner can access it. */
  openToWrite(path: string): Promise<FileHandle>;
  /** Free bytes for this user on the disk with this folder. */
  free(folder: string): Promise<number>;
  makeFolder(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** The files in a folder, with sizes in bytes and times of change in ms; none if there is no folder. */
  list(
    folder: string,
  ): readonly { readonly name: string; readonly size: number; readonly time: number }[];
  /** Writes a short file at once, in a folder that it creates if needed. */
  note(path: string, text: string): void;
  /** Reads a short file at once; empty if it can't be read. */
  readNote(path: string): string;
  /** Removes a file or a folder with all its files, at once; does nothing if there is none. */
  removeNow(path: string): void;
}

/** Only the owner can read and write. Windows has no such modes: there the folder's permissions apply. */
const ownerOnly = 0o600;
const folderMode = 0o700;

export const nodeFileDisk: FileDisk = {
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
  rename,
  copy: copyFile,
  remove: (path) => rm(path, { force: true }),
  list(folder) {
    try {
      return readdirSync(folder).flatMap((name) => {
        const stat = statSync(`${folder}/${name}`, { throwIfNoEntry: false });
        return stat?.isFile() ? { name, size: stat.size, time: stat.mtimeMs } : [];
      });
    } catch {
      return [];
    }
  },
  note(path, text) {
    mkdirSync(dirname(path), { recursive: true, mode: folderMode });
    writeFileSync(path, text, { mode: ownerOnly });
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

/** How much is read, or written and hashed, at a time, in bytes: what one turn of the event loop costs. */
export const sliceBytes = 256 * 1024;

/** Reads the next bytes from a position; none at the end. @throws {FileError} */
export function readSlice(handle: FileHandle, position: number): Promise<Buffer> {
  return diskCall(async () => {
    const buffer = Buffer.allocUnsafe(sliceBytes);
    const { bytesRead } = await handle.read(buffer, 0, sliceBytes, position);
    return buffer.subarray(0, bytesRead);
  });
}

/** Runs a disk operation. @throws {FileError} `disk-full`, or `host-storage` for anything else */
export async function diskCall<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileError) throw error;
    const code = storageProblemOf(error as Error) === 'disk-full' ? 'disk-full' : 'host-storage';
    throw new FileError(code, (error as Error).message, { cause: error });
  }
}

/** Removes a file or a folder, if that works. */
export function removeNow(disk: FileDisk, path: string): void {
  try {
    disk.removeNow(path);
  } catch {}
}

/** A file's name on disk: some file systems don't tell capital letters from small ones. */
export function hexOf(hash: string): string {
  return Buffer.from(hash, 'base64url').toString('hex');
}
