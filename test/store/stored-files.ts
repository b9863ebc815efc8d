import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FileId } from '../../src/protocol/card';
import { FileError, type FileErrorCode } from '../../src/protocol/file-error';
import { DiskFileStore, type DiskFileStoreOptions } from '../../src/store/disk-file-store';
import { systemClock } from '../../src/util/clock';
import { temporaryFolder } from '../helpers/temporary-folder';

/** Gives each test of a suite a folder, and stores of a room's files in it, which are closed afterwards. */
export function fileStores() {
  afterEach(() => {
    for (const files of open.splice(0)) files.close();
  });
  // After that, because hooks run in this order.
  const folder = temporaryFolder();
  const open: DiskFileStore[] = [];
  return {
    folder,
    store(options: Partial<DiskFileStoreOptions> = {}): DiskFileStore {
      const files = new DiskFileStore({
        folder: join(folder(), 'room.files'),
        clock: systemClock,
        maxBytes: 10 * 1024 * 1024,
        minFreeBytes: 0,
        ...options,
      });
      open.push(files);
      return files;
    },
    /** What is in the folder of the room's files, apart from who brought them. */
    names: () =>
      readdirSync(join(folder(), 'room.files')).filter((name) => !name.endsWith('.from')),
  };
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

export function idOf(bytes: Uint8Array): FileId {
  return { hash: hashOf(bytes), size: bytes.length };
}

/** Stores a file; returns its hash. */
export async function put(files: DiskFileStore, bytes: Uint8Array, owner = 'm1'): Promise<string> {
  const part = await files.begin(idOf(bytes), owner);
  await part.write(bytes.subarray(part.offset));
  await part.finish();
  return hashOf(bytes);
}

export async function readAll(files: DiskFileStore, hash: string, offset = 0): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of files.read(hash, offset)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Matches a {@link FileError} with this code. */
export function fails(code: FileErrorCode) {
  return (error: unknown) => error instanceof FileError && error.code === code;
}
