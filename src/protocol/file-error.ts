/** Why the hub refuses a file or stops a transfer: the codes on a file connection, as docs/PROTOCOL.md has them. */
export const fileRefusals = [
  'bad-frame',
  'not-a-member',
  'no-such-file',
  'file-gone',
  'file-too-large',
  'bad-offset',
  'too-many-transfers',
  'too-many-files',
  'wrong-hash',
  'disk-full',
  'host-storage',
  'timed-out',
] as const;

export type FileRefusal = (typeof fileRefusals)[number];

/** Why a file couldn't be sent or fetched, as stable codes; docs/ERRORS.md lists them. */
export type FileErrorCode =
  | FileRefusal
  /** The user stopped it. */
  | 'cancelled'
  /** This window isn't in a room with files, or left it. */
  | 'no-room'
  /** The host's version has no files. */
  | 'old-host'
  /** The connection broke, or can't be made. */
  | 'connection-lost'
  /** The file changed while it was read. */
  | 'file-changed'
  | 'file-unreadable'
  | 'file-unwritable'
  /** The file is at the hub, but its message wasn't taken. */
  | 'message-unsent'
  /** This computer's disk is full. */
  | 'own-disk-full'
  | 'not-a-picture'
  | 'picture-too-large'
  /** The file has bytes that no text has, so it isn't shown. */
  | 'not-text'
  | 'text-too-large'
  /** The other side broke the protocol. */
  | 'protocol';

/** A file that couldn't be sent or fetched; `message` is for the log, in English. */
export class FileError extends Error {
  override readonly name = 'FileError';

  /** The client for wide rooms is a bundle of its own, with its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): value is FileError {
    return value instanceof Error && value.name === 'FileError';
  }

  constructor(
    readonly code: FileErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The error of a file that has more or fewer bytes than its size, because it changed since that was read. */
export function fileChanged(): FileError {
  return new FileError('file-changed', 'it has another size than before');
}
