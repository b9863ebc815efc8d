import type { FileCard, FileId } from '../protocol/card';
import type { FileErrorCode } from '../protocol/file-error';
import type { FileLimits } from '../protocol/file-limits';
import type { Picture } from '../protocol/picture';
import type { Event } from '../util/event';

/** A file to send. It is read twice: to compute its hash, and to send it from the offset that the hub asks for. */
export interface FileSource {
  /** As it is called on this computer; the card has `cleanFileName` of it. */
  readonly name: string;
  /** In bytes. If it has another number when it is read, it fails as `file-changed`. */
  readonly size: number;
  readonly mime?: string | undefined;
  /** A WebP picture of it in base64, at most 320 px and 16 KiB. */
  readonly thumb?: string | undefined;
  /** Reads it from a position in bytes, in chunks of any size. @throws anything; fails as `file-unreadable` */
  open(offset: number): AsyncIterable<Uint8Array>;
}

/**
 * Takes a file's bytes, in order. A transfer calls `write` one at a time, then one of `finish` and `abort`.
 * What it throws fails the transfer: as `disk-full` or `read-only` if its code says so, else as
 * `file-unwritable`.
 */
export interface FileSink {
  write(bytes: Uint8Array): Promise<void>;
  /** The file is complete and has its hash: only now may it get its name. */
  finish(): Promise<void>;
  /** The transfer failed or was cancelled: removes what was written. */
  abort(): Promise<void>;
}

/** What a file's message contains besides the file. */
export interface FileMessage {
  /** In the user's words; may be empty. */
  readonly text?: string;
  readonly reply?: number;
}

/**
 * - `waiting`: for other transfers, or for the connection to come back
 * - `reading`: computing the hash of a file to send; `transferred` counts the bytes read
 * - `active`: bytes are on their way
 * - `done`: a sent file's message is in the outbox; a fetched file is complete, checked and finished
 */
export type TransferState = 'waiting' | 'reading' | 'active' | 'done' | 'failed' | 'cancelled';

/** A file on its way. Immutable: each change makes a new one. */
export interface Transfer {
  readonly id: string;
  readonly direction: 'send' | 'fetch';
  /** Clean. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The file's hash, as soon as it is known. */
  readonly hash?: string;
  /** Bytes that are at the other end, or here. */
  readonly transferred: number;
  /** Over the last seconds; 0 while nothing moves. */
  readonly bytesPerSecond: number;
  /** Absent while it can't be estimated. */
  readonly secondsLeft?: number;
  readonly state: TransferState;
  /** Why it failed, or why the last attempt did while it waits for another one. */
  readonly error?: FileErrorCode;
}

/** Whether a transfer still does something, so that leaving the room would stop it. */
export function isRunning({ state }: Transfer): boolean {
  return state === 'waiting' || state === 'reading' || state === 'active';
}

/**
 * Where a file's bytes are: `here`: on this computer, so that it opens without a connection; `hub`: at the
 * host, as far as known; `gone`: the host deleted it to make room for newer ones, and it isn't here either.
 */
export type FileAvailability = 'here' | 'hub' | 'gone';

/**
 * The files of an invite room and this window's transfers.
 *
 * A file's bytes are sent first, then a message with its card, through the outbox like any other message: from
 * there on, nothing is lost. When the window reloads or crashes before that, the file wasn't sent, and the
 * room's log says so when it is open again (event `file-unsent`): the source may be gone by then.
 */
export interface RoomFiles {
  /** The host's limits; undefined while unknown, or when the host's version has no files (`isOld`). */
  readonly limits: FileLimits | undefined;
  /** Whether the host's version is too old for files. */
  readonly isOld: boolean;
  /** Transfers that are running, and those that ended and weren't dismissed; oldest first. */
  readonly transfers: readonly Transfer[];
  /** Fires when a transfer or the place of a file changes; for progress, at most ten times a second. */
  readonly onDidChange: Event<void>;
  /**
   * Sends a file, then its message. Files are sent one after another, in order.
   * @returns the transfer's id
   * @throws {FileError} before anything is read: `no-room`, `old-host`, `file-too-large`, `too-many-files`
   * @throws {MessageError} when the text is too long
   */
  send(source: FileSource, message?: FileMessage): string;
  /**
   * Writes a file's bytes into a sink: from this computer, or else from the host. A lost connection is
   * picked up at the byte where it broke. @returns the transfer's id
   * @param open called when the transfer begins, and again when it begins from the start
   */
  fetch(card: FileCard, open: () => Promise<FileSink>): string;
  /** Stops it within 200 ms; the hub keeps the bytes it has for a while. */
  cancel(id: string): void;
  /** Begins a failed or cancelled one again; what the other end has isn't sent again. */
  retry(id: string): void;
  /** Removes an ended one from the list. */
  dismiss(id: string): void;
  /** Resolves when the transfer is done. @throws {FileError} when it failed or was cancelled */
  finished(id: string): Promise<void>;
  availabilityOf(file: FileId): FileAvailability;
  /**
   * Brings a picture's bytes to this computer and checks them. Resolves to its header and the path of a file
   * that stays while the room is stored here, unless newer ones take its place. The user isn't shown a
   * transfer. @throws {FileError} also `not-a-picture`, `picture-too-large`
   */
  picture(card: FileCard): Promise<{ readonly path: string; readonly picture: Picture }>;
  /**
   * Brings a file's bytes to this computer like a picture's, and reads all of them into memory: for small
   * files. They have the card's hash. @throws {FileError}
   */
  bytes(card: FileCard): Promise<Buffer>;
}
