import * as v from 'valibot';

const MiB = 1024 * 1024;

/** Limits of a room's files, which its host sets. In bytes. */
export interface FileLimits {
  /** The largest file. */
  readonly fileBytes: number;
  /** All files of a room together; beyond that, the hub deletes the oldest. */
  readonly roomBytes: number;
}

export const defaultFileLimits: FileLimits = { fileBytes: 25 * MiB, roomBytes: 256 * MiB };

/** The largest file that any room accepts, whatever its host sets. */
export const maxFileBytes = 200 * MiB;

/** A file's size, in bytes. */
export const fileSize = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(0),
  v.maxValue(maxFileBytes),
);

/** A limit from a setting in MiB; the default for anything that isn't one. */
export function fileBytesOf(setting: unknown): number {
  if (typeof setting !== 'number' || !(setting > 0)) return defaultFileLimits.fileBytes;
  return Math.min(maxFileBytes, Math.max(1, Math.floor(setting)) * MiB);
}

/** Free space that a file must leave on the disk, in bytes. */
export const minFreeBytes = 1024 * MiB;
