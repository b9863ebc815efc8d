import type { Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { FileId } from '../protocol/card';
import { FileError } from '../protocol/file-error';
import type { PartialFile } from '../room/file-store';
import { type AsyncFileSystem, diskCall, sliceBytes } from './async-file-system';

/** How much may be written before the free space is checked again, in bytes. */
const checkBytes = 8 * 1024 * 1024;

/** The parts that one belongs to. */
export interface PartialFileOwner {
  readonly disk: AsyncFileSystem;
  /** @throws {FileError} `disk-full` when `bytes` more would leave too little */
  checkSpace(bytes: number): Promise<void>;
  /** Adopts a complete file. It stays in use until then. @throws {FileError} */
  finished(part: PartialFileOptions): Promise<void>;
  /** A part is no longer written. @param rest what it has, if it stays */
  ended(path: string, rest?: PartialFileContent): void;
}

/** How much of a file is there, and, if this process wrote it, its hash so far: resuming then needs no reading. */
export interface PartialFileContent {
  readonly size: number;
  readonly hash?: Hash;
}

export interface PartialFileOptions {
  readonly parts: PartialFileOwner;
  readonly file: FileId;
  readonly path: string;
  readonly owner: string;
  readonly handle: FileHandle;
  readonly hash: Hash;
  readonly size: number;
}

/** An unfinished file that is being written, until it ends in one of three ways: complete, kept or removed. */
export class DiskPartialFile implements PartialFile {
  readonly file: FileId;
  private position: number;
  private unchecked = 0;
  private whole = false;
  /** The write in progress. */
  private writing: Promise<void> | undefined;
  /** Set once it accepts nothing more: settles when its file is closed, and adopted or removed. */
  private ending: Promise<void> | undefined;

  constructor(private readonly options: PartialFileOptions) {
    this.file = options.file;
    this.position = options.size;
  }

  get offset(): number {
    return this.position;
  }

  write(bytes: Uint8Array): Promise<void> {
    this.writing = this.append(bytes);
    return this.writing;
  }

  /** Whether it was taken in as a whole file. */
  get isWhole(): boolean {
    return this.whole;
  }

  async finish(): Promise<void> {
    this.check();
    this.ending = this.complete();
    await this.ending;
  }

  abort(): Promise<void> {
    return this.end(() => this.stop());
  }

  discard(): Promise<void> {
    return this.end(() => this.erase());
  }

  /** Ends it in this way, unless it is ending already; never rejects. */
  private end(work: () => Promise<void>): Promise<void> {
    this.ending ??= work();
    return this.ending.catch(() => {});
  }

  private async complete(): Promise<void> {
    const { parts, handle, hash, file } = this.options;
    const isRight = this.position === file.size && hash.copy().digest('base64url') === file.hash;
    if (!isRight) {
      await this.erase();
      throw new FileError('wrong-hash', 'its bytes have another hash');
    }
    try {
      await diskCall(() => handle.datasync());
      await diskCall(() => handle.close());
    } catch (error) {
      // What a failed sync left on the disk can't be trusted.
      await this.erase();
      throw error;
    }
    await parts.finished(this.options);
    this.whole = true;
  }

  private async stop(): Promise<void> {
    const { parts, handle, hash, path } = this.options;
    await this.writing?.catch(() => {});
    // An empty part isn't worth keeping: a file that the hub no longer has leaves no trace.
    if (this.position === 0) return this.erase();
    await handle.close().catch(() => {});
    parts.ended(path, { hash, size: this.position });
  }

  private async erase(): Promise<void> {
    const { parts, handle, path } = this.options;
    await handle.close().catch(() => {});
    await parts.disk.remove(path).catch(() => {});
    parts.ended(path);
  }

  private async append(bytes: Uint8Array): Promise<void> {
    const { parts, handle, hash, file } = this.options;
    this.check();
    if (this.position + bytes.length > file.size) throw new FileError('protocol', 'too many bytes');
    this.unchecked += bytes.length;
    if (this.unchecked >= checkBytes) {
      this.unchecked = 0;
      await parts.checkSpace(file.size - this.position);
    }
    // A disk may take a part of it.
    for (let rest = bytes; rest.length > 0; ) {
      this.check();
      const length = Math.min(rest.length, sliceBytes);
      const { bytesWritten } = await diskCall(() => handle.write(rest, 0, length, this.position));
      if (bytesWritten === 0) throw new FileError('host-storage', 'nothing was written');
      hash.update(rest.subarray(0, bytesWritten));
      this.position += bytesWritten;
      rest = rest.subarray(bytesWritten);
    }
  }

  private check(): void {
    if (this.ending)
      throw new FileError('connection-lost', 'another connection continues it, or it was closed');
  }
}
