import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, open, rm, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { FileError } from '../protocol/file-error';
import type { FileSink, FileSource } from '../room/files';
import { renameFile, sliceBytes } from './async-file-system';

/** What a user adds to a file to send. */
type SourceExtras = Pick<FileSource, 'mime' | 'thumb'>;

/**
 * A file on this computer, to be sent under its own name.
 * @throws {FileError} `file-unreadable` unless it is a file that can be read
 */
export async function diskSource(path: string, extras: SourceExtras = {}): Promise<FileSource> {
  const seen = await readableStat(path).catch((cause: unknown) => {
    throw new FileError('file-unreadable', `${path} can't be read`, { cause });
  });
  if (seen.isDirectory()) {
    const cause = Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' });
    throw new FileError('file-unreadable', cause.message, { cause });
  }
  if (!seen.isFile()) throw new FileError('file-unreadable', `${path} isn't a file`);
  return { ...extras, name: basename(path), size: seen.size, open: (offset) => read(path, offset) };
}

async function readableStat(path: string): Promise<Stats> {
  await access(path, constants.R_OK);
  return stat(path);
}

/** Bytes in memory, to be sent under this name. */
export function bytesSource(
  name: string,
  bytes: Uint8Array,
  extras: SourceExtras = {},
): FileSource {
  return { ...extras, name, size: bytes.length, open: (offset) => slices(bytes, offset) };
}

async function* read(path: string, offset: number): AsyncIterable<Uint8Array> {
  const file = await open(path, 'r');
  try {
    for (let at = offset; ; ) {
      const { bytesRead, buffer } = await file.read(
        Buffer.allocUnsafe(sliceBytes),
        0,
        sliceBytes,
        at,
      );
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function* slices(bytes: Uint8Array, offset: number): AsyncIterable<Uint8Array> {
  for (let at = offset; at < bytes.length; at += sliceBytes) {
    yield bytes.subarray(at, at + sliceBytes);
    // Whoever hashes it leaves the event loop to others between slices.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * A file on this computer to write to. It has another name until it is complete, and then replaces what has its
 * name: ask the user first. On Windows it is marked as from the internet, so that programs are careful
 * with it.
 */
export async function diskSink(path: string, platform = process.platform): Promise<FileSink> {
  // Of its own, because the same file may be saved twice at a time.
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.part`;
  const file = await open(unfinished, 'wx', 0o644);
  return {
    async write(bytes) {
      for (let rest = bytes; rest.length > 0; ) {
        const { bytesWritten } = await file.write(rest);
        rest = rest.subarray(bytesWritten);
      }
    },
    async finish() {
      try {
        await file.close();
        await renameFile(unfinished, path, platform);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
      // A disk without alternate streams, such as a USB stick, has no such marks.
      if (platform === 'win32')
        await writeFile(`${path}:Zone.Identifier`, zoneMark).catch(() => {});
    },
    async abort() {
      await file.close().catch(() => {});
      await rm(unfinished, { force: true });
    },
  };
}

/** https://learn.microsoft.com/openspecs/windows_protocols/ms-fscc: zone 3 is the internet. */
const zoneMark = '[ZoneTransfer]\r\nZoneId=3\r\n';
