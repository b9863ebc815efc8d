import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** How long a file that no window has removed is kept, in ms: one may be waiting in a window left open. */
const maxAgeMs = 3 * 24 * 60 * 60_000;

/** A folder for the bytes of files that pages hand over, until the files are sent or removed. */
export class TemporaryFiles {
  constructor(private readonly folder: string) {}

  /** Makes an empty file. @throws when the disk doesn't allow it */
  async create(): Promise<TemporaryFile> {
    await mkdir(this.folder, { recursive: true });
    const file = path.join(this.folder, randomUUID());
    return new TemporaryFile(file, await open(file, 'wx', 0o600));
  }

  /** Removes what windows that crashed have left. Never throws. */
  async removeOld(now: number): Promise<void> {
    await removeOlder(this.folder, now - maxAgeMs);
  }
}

/** Removes what a folder has from before a time, in ms since the Unix epoch. Never throws. */
export async function removeOlder(folder: string, time: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const each = path.join(folder, name);
    const isOld = await stat(each).then(
      ({ mtimeMs }) => mtimeMs < time,
      () => false,
    );
    if (isOld) await rm(each, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** A file that grows by appending, and is read afterwards. */
export class TemporaryFile {
  private handle: FileHandle | undefined;

  constructor(
    readonly path: string,
    handle: FileHandle,
  ) {
    this.handle = handle;
  }

  /** Calls MUST NOT overlap. @throws when the disk is full, or the file is complete or removed */
  async append(bytes: Uint8Array): Promise<void> {
    if (!this.handle) throw new Error('the file is complete');
    await this.handle.writeFile(bytes);
  }

  /** Call this after the last {@link append}. */
  async complete(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }

  open(offset: number): AsyncIterable<Uint8Array> {
    return createReadStream(this.path, { start: offset });
  }

  /** Never throws. */
  async remove(): Promise<void> {
    await this.complete().catch(() => undefined);
    await rm(this.path, { force: true }).catch(() => undefined);
  }
}
