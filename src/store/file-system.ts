import {
  close,
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { StorageProblem } from '../room/storage-problem';

/** Only the owner can read and write. Windows has no such modes: there the folder's permissions apply. */
const ownerOnly = 0o600;

const flags = {
  read: constants.O_RDONLY,
  /** Creates the file if needed, and keeps its content. */
  extend: constants.O_RDWR | constants.O_CREAT,
  /** Creates the file if needed, and drops its content. */
  replace: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
} as const;

/**
 * The file system calls of the store, so that tests can make each of them fail. They throw what `node:fs`
 * throws. Files are descriptors; sizes and positions are in bytes.
 */
export interface FileSystem {
  open(path: string, mode: keyof typeof flags): number;
  /** Reads into the buffer, from `position`. Returns the bytes read; 0 at the end of the file. */
  read(file: number, into: Buffer, position: number): number;
  /** Writes at `position`. Returns the bytes written, possibly fewer than given. */
  write(file: number, bytes: Buffer, position: number): number;
  truncate(file: number, size: number): void;
  /** Returns when the file's content is on disk. */
  sync(file: number): void;
  /** Syncs in the background. */
  syncLater(file: number): Promise<void>;
  /** Returns when the folder's file names are on disk, if the platform supports it. */
  syncFolder(path: string): void;
  size(file: number): number;
  close(file: number): void;
  /** Closes in the background: this frees a long file that was deleted, which can take time. */
  closeLater(file: number): void;
  /** Whether a file can replace one that is open. */
  readonly replacesOpen: boolean;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Creates the folder and its parents; only the owner can access it. */
  makeFolder(path: string): void;
  list(folder: string): readonly string[];
  /** `time`: of the last change, in ms since the Unix epoch. */
  stat(path: string): { readonly size: number; readonly time: number };
}

/** Error codes of platforms and file systems that can't sync a folder. */
export const noFolderSync = ['EACCES', 'EINVAL', 'EISDIR', 'ENOSYS', 'ENOTSUP', 'EPERM'];

/** The real file system. */
export const nodeFileSystem: FileSystem = {
  open: (path, mode) => openSync(path, flags[mode], ownerOnly),
  read: (file, into, position) => readSync(file, into, 0, into.length, position),
  write: (file, bytes, position) => writeSync(file, bytes, 0, bytes.length, position),
  truncate: (file, size) => ftruncateSync(file, size),
  sync: (file) => fsyncSync(file),
  syncLater: promisify(fdatasync),
  syncFolder(path) {
    try {
      const folder = openSync(path, flags.read);
      try {
        fsyncSync(folder);
      } finally {
        closeSync(folder);
      }
    } catch (error) {
      if (!noFolderSync.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  },
  size: (file) => fstatSync(file).size,
  close: (file) => closeSync(file),
  // Ignore errors: nothing depends on them.
  closeLater: (file) => close(file, () => {}),
  replacesOpen: process.platform !== 'win32',
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path),
  makeFolder: (path) => void mkdirSync(path, { recursive: true, mode: 0o700 }),
  list: (folder) => readdirSync(folder),
  stat(path) {
    const { size, mtimeMs } = statSync(path);
    return { size, time: Math.floor(mtimeMs) };
  },
};

/**
 * Writes all bytes, even if the disk accepts only a part at a time.
 * @throws what the file system throws
 */
export function writeAll(fs: FileSystem, file: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const count = fs.write(file, bytes.subarray(done), position + done);
    if (count === 0) throw new Error('the disk accepted no bytes');
    done += count;
  }
}

/**
 * Replaces the file at `path`, or creates it, with what `write` writes to a descriptor. Atomic: after a
 * failure, either the old file or the complete new one is there.
 *
 * @param replaced called when the new one is there, before that is on disk
 * @throws what the file system throws
 */
export function replaceFile(
  fs: FileSystem,
  path: string,
  write: (file: number) => void,
  replaced?: () => void,
): void {
  const unfinished = unfinishedPath(path);
  try {
    const file = fs.open(unfinished, 'replace');
    try {
      write(file);
      fs.sync(file);
    } finally {
      fs.close(file);
    }
    fs.rename(unfinished, path);
    replaced?.();
    fs.syncFolder(dirname(path));
  } catch (error) {
    try {
      fs.remove(unfinished);
    } catch {}
    throw error;
  }
}

/** The path to write a file to before it replaces the one at `path`. */
export function unfinishedPath(path: string): string {
  return `${path}.${process.pid}.tmp`;
}

/** Classifies an error by what the user can do about it. */
export function storageProblemOf(error: Error): StorageProblem {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'disk-full';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'read-only';
    default:
      return 'disk-error';
  }
}
