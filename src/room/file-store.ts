import type { FileId } from '../protocol/card';
import type { Event } from '../util/event';
import type { FileSink } from './files';

/**
 * The bytes of a room's files on this computer, by hash: at the host all of them, at a guest those
 * that were shown.
 *
 * 1. A file MUST be found only when it is whole and was checked against its hash.
 * 2. When a file is complete and all together are too many, the oldest ones MUST go, not the new one; those that
 *    nobody has named for ten minutes before the others.
 * 3. Methods throw {@link FileError}: `disk-full`, also when less than 1 GiB would stay free; `host-storage`
 *    for a disk that fails in another way; `too-many-files`; `wrong-hash`.
 */
export interface FileStore {
  /** The whole file with this hash; undefined if it isn't here. */
  find(hash: string): StoredFile | undefined;
  /** Reads a whole file from a position on. @throws {FileError} `file-gone`, or while it is read */
  read(hash: string, offset: number): AsyncIterable<Buffer>;
  /**
   * Begins a file, or goes on with what this owner sent of it before.
   * @param owner whose it is while it isn't whole: a member's id
   */
  begin(file: FileId, owner: string): Promise<PartialFile>;
  /** Whether this owner has brought the whole file, as far as known: of one from before the store was opened, it isn't. */
  isFrom(hash: string, owner: string): boolean;
  remove(hash: string): void;
  /** Asks from now on whether a file is named by a message. Otherwise all count as named. */
  askNamed(isNamed: (hash: string) => boolean): void;
  /** Removes whole files that no message names, and unfinished ones, once they are a day old. */
  tidy(): void;
  /** Fires with the hashes of files that went to make space. */
  readonly onDidDrop: Event<readonly string[]>;
  /** Notes that a file is being sent, until the result is disposed or the process ends. */
  noteSending(name: string): { dispose(): void };
  /** The names of files whose sending was noted and never ended; forgets them. */
  takeUnsent(): readonly string[];
  /** Closes files that aren't whole; they stay. A temporary store is removed. */
  close(): void;
}

export interface StoredFile {
  readonly size: number;
  readonly path: string;
}

/** A file that isn't whole. `finish` checks its hash; `abort` keeps what came, so that it can go on later. */
export interface PartialFile extends FileSink {
  /** Bytes that it has. */
  readonly offset: number;
  /** Removes what came. */
  discard(): Promise<void>;
}
