import type { FileId } from '../protocol/card';
import type { Event } from '../util/event';
import type { FileSink } from './files';

/**
 * The bytes of a room's files on this computer, by hash: at the host all of them, at a guest those
 * that were shown.
 *
 * 1. A file MUST be found only when it is complete and was checked against its hash.
 * 2. When a file is complete and all together are too many, it MUST delete the oldest ones, not the new
 *    one, and first those that no message has referenced for ten minutes.
 * 3. Methods throw {@link FileError}: `disk-full`, also when less than 1 GiB would stay free; `host-storage`
 *    for a disk that fails in another way; `too-many-files`; `wrong-hash`.
 */
export interface FileStore {
  /** The whole file with this hash; undefined if it isn't here. */
  find(hash: string): StoredFile | undefined;
  /** Reads a whole file from a position on. @throws {FileError} `file-gone`, or while it is read */
  read(hash: string, offset: number): AsyncIterable<Buffer>;
  /**
   * Starts a file, or resumes this owner's earlier upload.
   * @param owner who sends it: a member's id
   */
  begin(file: FileId, owner: string): Promise<PartialFile>;
  /** Whether this owner has uploaded the whole file, also before the store was opened. */
  isFrom(hash: string, owner: string): boolean;
  remove(hash: string): void;
  /** Sets how to ask whether a message references a file. Until then, all files count as referenced. */
  askNamed(isNamed: (hash: string) => boolean): void;
  /** Removes complete files that no message references, and incomplete ones, once they are a day old. */
  tidy(): void;
  /** Fires with the hashes of evicted files. */
  readonly onDidDrop: Event<readonly string[]>;
  /** Notes that a file is being sent, until the result is disposed or the process ends. */
  noteSending(name: string): { dispose(): void };
  /** The names of files that were noted as being sent and never finished; forgets them. */
  takeUnsent(): readonly string[];
  /** Closes incomplete files; they stay. A temporary store is removed. */
  close(): void;
}

export interface StoredFile {
  readonly size: number;
  readonly path: string;
}

/** An incomplete file. `finish` checks its hash; `abort` keeps what arrived, so that the upload can resume later. */
export interface PartialFile extends FileSink {
  /** Bytes that it has. */
  readonly offset: number;
  /** Removes what arrived. */
  discard(): Promise<void>;
}
