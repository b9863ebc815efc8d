import type { Event } from '../util/event';
import type { FileId } from './card';
import type { FileRefusal } from './file-error';

/** What a member asks for on a file connection. */
export interface FileRequest extends FileId {
  readonly type: 'put' | 'get';
  /** In bytes; see docs/PROTOCOL.md. */
  readonly offset: number;
}

/**
 * A member's file connection at the hub, after its key was verified. The room calls one of `refuse`,
 * `receive` and `send`, then, unless that threw, `done`.
 */
export interface FileLink {
  readonly member: string;
  readonly request: FileRequest;
  /** Fires once, however the connection ends. */
  readonly onEnd: Event<void>;
  /** Sets the member's name for the wire view. */
  show(name: string): void;
  /** Sends the reason and closes. */
  refuse(code: FileRefusal): void;
  /**
   * Takes the bytes from `offset` on, and reads more only when `write` has taken what came. Resolves when the
   * last one is written. @throws {FileError} when the connection ends, is too slow, or `write` throws
   */
  receive(offset: number, write: (bytes: Buffer) => Promise<void>): Promise<void>;
  /** Sends these bytes, which begin at the requested offset, as fast as the member reads. @throws {FileError} */
  send(bytes: AsyncIterable<Buffer>): Promise<void>;
  /** Sends that the transfer is complete, and closes. */
  done(): void;
  /** Closes without sending anything. */
  close(): void;
}

/** A file on its way between a guest and its hub. */
export interface FileTransit {
  /** When it is aborted, the connection is closed at once. */
  readonly signal: AbortSignal;
  /** Called with the position that the transfer has reached, in bytes. */
  moved(position: number): void;
}

/** Computes a SHA-256 from bytes given one after another. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Base64url without padding; call it once, at the end. */
  digest(): string;
}
