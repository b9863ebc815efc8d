import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** How long a file that no window has removed is kept, in ms: one may be waiting in a window left open. */
const maxAgeMs = 3 * 24 * 60 * 60_000;

/** Matches the note that ties a file to a window: the file, and the window's process and computer. */
const noteName = /^([0-9a-f-]{36})\.(\d{1,15})-([0-9a-f]{16})\.drop$/;

export interface TemporaryFilesOptions {
  /** Shared by all windows; created with the first file. */
  readonly folder: string;
  /** The id of this window's extension process, and the computer it runs on. */
  readonly pid: number;
  readonly machine: string;
  readonly isRunning: (pid: number) => boolean;
}

/**
 * The bytes of files that pages hand over, until the files are sent or removed.
 *
 * Files that aren't to outlive their window have a note beside them, `FILE.PROCESS.drop`, so that the next window
 * removes them if this one is killed. (On another computer that shares the folder, nobody knows whether it runs:
 * there they go by their age.)
 */
export class TemporaryFiles {
  /** Those of this window that weren't removed, by path. */
  private readonly files = new Map<string, TemporaryFile>();
  private isRetained = true;
  private isCleared = false;
  /** Settles when the notes say what was asked for last. */
  private noted: Promise<void> = Promise.resolve();

  constructor(private readonly options: TemporaryFilesOptions) {}

  /** Makes an empty file. @throws when the disk doesn't allow it, or the window is closing */
  async create(): Promise<TemporaryFile> {
    const { folder } = this.options;
    const place = path.join(folder, randomUUID());
    const file = this.add(place);
    try {
      await mkdir(folder, { recursive: true });
      if (!this.isRetained) await this.note(place);
      await file.create();
      if (this.isCleared) throw new Error('the window is closing');
      return file;
    } catch (error) {
      await file.remove();
      throw error;
    }
  }

  /** The file at this path, which an earlier window made; undefined when it is none of ours. */
  find(place: string): TemporaryFile | undefined {
    const isOurs = path.dirname(place) === path.resolve(this.options.folder);
    if (!isOurs) return undefined;
    const known = this.files.get(place);
    if (known) return known;
    const file = this.add(place);
    if (!this.isRetained) this.noted = this.noted.then(() => this.tryToNote(place));
    return file;
  }

  /** Says whether this window's files may outlive it. Never rejects. */
  retain(isRetained: boolean): Promise<void> {
    if (this.isRetained !== isRetained) {
      this.isRetained = isRetained;
      this.noted = this.noted.then(() => this.noteAll(isRetained));
    }
    return this.noted;
  }

  /** Removes this window's files for good, and makes no more. Resolves when they are gone; never rejects. */
  async clear(): Promise<void> {
    this.isCleared = true;
    await Promise.all(Array.from(this.files.values(), (file) => file.remove()));
  }

  /** Removes the files of windows that were killed. Never throws. */
  async removeOld(now: number): Promise<void> {
    const { folder, isRunning, pid } = this.options;
    for (const name of await readdir(folder).catch(() => [])) {
      const [, file, owner, machine] = noteName.exec(name) ?? [];
      if (file === undefined || machine !== this.machine) continue;
      const place = path.join(folder, file);
      // A process that ended long ago may have had the id that this one has.
      const isOwn = Number(owner) === pid;
      if (isOwn ? this.files.has(place) : isRunning(Number(owner))) continue;
      await remove(place);
      await remove(path.join(folder, name));
    }
    await removeOlder(folder, now - maxAgeMs);
  }

  private add(place: string): TemporaryFile {
    const file = new TemporaryFile(place, async () => {
      // First, so that a note that is being written now is removed by its writer.
      this.files.delete(place);
      await remove(this.noteOf(place));
    });
    this.files.set(place, file);
    return file;
  }

  private async noteAll(isRetained: boolean): Promise<void> {
    for (const place of this.files.keys()) {
      if (isRetained) await remove(this.noteOf(place));
      else await this.tryToNote(place);
    }
  }

  private async tryToNote(place: string): Promise<void> {
    await this.note(place).catch(() => undefined);
    // The file may have been removed meanwhile, with the note that it had until then.
    if (!this.files.has(place)) await remove(this.noteOf(place));
  }

  private note(place: string): Promise<void> {
    return writeFile(this.noteOf(place), '', { mode: 0o600 });
  }

  private noteOf(place: string): string {
    return `${place}.${this.options.pid}-${this.machine}.drop`;
  }

  private get machine(): string {
    return createHash('sha256').update(this.options.machine).digest('hex').slice(0, 16);
  }
}

/** Removes the contents of a folder from before a time, in ms since the Unix epoch. Never throws. */
export async function removeOlder(folder: string, time: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const each = path.join(folder, name);
    const isOld = await stat(each).then(
      ({ mtimeMs }) => mtimeMs < time,
      () => false,
    );
    if (isOld) await remove(each);
  }
}

async function remove(place: string): Promise<void> {
  await rm(place, { recursive: true, force: true }).catch(() => undefined);
}

/** A file that grows by appending, and is read afterwards. */
export class TemporaryFile {
  private handle: FileHandle | undefined;

  /** @param removed called when it is removed */
  constructor(
    readonly path: string,
    private readonly removed: () => Promise<void>,
  ) {}

  /** Creates it. @throws when the disk doesn't allow it, or it is there */
  async create(): Promise<void> {
    this.handle = await open(this.path, 'wx', 0o600);
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
    await remove(this.path);
    await this.removed();
  }
}
