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
import type { StorageProblem } from '../room/room';

/** Read and written by the owner only. Windows has no such modes: there the folder's rights count. */
const ownerOnly = 0o600;

const flags = {
  read: constants.O_RDONLY,
  /** What is there stays. */
  extend: constants.O_RDWR | constants.O_CREAT,
  /** What was there is gone. */
  replace: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
} as const;

/**
 * The calls that the store makes, so that tests can have each of them fail. All of them throw what
 * `node:fs` throws. Files are descriptors.
 */
export interface FileSystem {
  open(path: string, mode: keyof typeof flags): number;
  /** Bytes read from `position` on into the buffer; 0 at the file's end. */
  read(file: number, into: Buffer, position: number): number;
  /** Bytes written at `position`; may be fewer than given. */
  write(file: number, bytes: Buffer, position: number): number;
  truncate(file: number, size: number): void;
  /** Returns when the file is on the disk's surface. */
  sync(file: number): void;
  /** Does so without holding up the program. */
  syncLater(file: number): Promise<void>;
  /** Returns when the folder's names are on the disk's surface, where the platform can do that. */
  syncFolder(path: string): void;
  size(file: number): number;
  close(file: number): void;
  /** Does so without holding up the program: a long file that has lost its name is removed by that. */
  closeLater(file: number): void;
  /** Whether a file can take the place of one that is open. */
  readonly replacesOpen: boolean;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Makes the folder and those above it; only its owner may enter it. */
  makeFolder(path: string): void;
  list(folder: string): readonly string[];
  /** `time`: of the last change, ms since the Unix epoch. */
  stat(path: string): { readonly size: number; readonly time: number };
}

/** What a platform or a file system answers that cannot sync a folder. */
const noFolderSync = ['EACCES', 'EINVAL', 'EISDIR', 'ENOSYS', 'ENOTSUP', 'EPERM'];

/** The computer's own files. */
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
  // Nothing depends on what the system says to that.
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
 * Writes all of it, also where the disk takes a part at a time.
 * @throws what the file system throws
 */
export function writeAll(fs: FileSystem, file: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const count = fs.write(file, bytes.subarray(done), position + done);
    if (count === 0) throw new Error('the disk takes nothing');
    done += count;
  }
}

/**
 * Puts a file with what `write` writes to the descriptor it is given in the place of the one at the path, if
 * there is one: either the old one or the whole new one is there, whatever happens.
 *
 * @throws what the file system throws
 */
export function replaceFile(fs: FileSystem, path: string, write: (file: number) => void): void {
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
    fs.syncFolder(dirname(path));
  } catch (error) {
    try {
      fs.remove(unfinished);
    } catch {}
    throw error;
  }
}

/** Where a file is written that is to take another's place. */
export function unfinishedPath(path: string): string {
  return `${path}.${process.pid}.tmp`;
}

/** What the person can do something about. */
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
