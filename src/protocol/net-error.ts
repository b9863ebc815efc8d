/**
 * What can go wrong with a connection, by the stable code that the interface words for people.
 * docs/ERRORS.md has a line for each.
 */
export type NetErrorCode =
  | 'address-unavailable'
  | 'cancelled'
  | 'closed-at-once'
  | 'connection-lost'
  | 'name-not-found'
  | 'not-chat'
  | 'port-forbidden'
  | 'port-in-use'
  | 'refused'
  | 'timed-out'
  | 'too-slow'
  | 'unreachable'
  | 'failed'
  | InviteErrorCode;

/** What only a room by invite can fail with; the hub's own codes are those of docs/PROTOCOL.md. */
export type InviteErrorCode =
  | 'bad-invite'
  | 'bad-key'
  | 'host-away'
  | 'host-storage'
  | 'line-full'
  | 'no-encryption'
  | 'other-version'
  | 'protocol'
  | 'removed'
  | 'replaced'
  | 'room-closed'
  | 'room-full'
  | 'room-locked'
  | 'storage-failed'
  | 'wrong-pin';

/** A network failure with a stable code; `message` is for the log, in English. */
export class NetError extends Error {
  override readonly name = 'NetError';

  constructor(
    readonly code: NetErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Codes of the operating system, by the code that stands for them here. */
const byErrno: Readonly<Record<string, NetErrorCode>> = {
  EADDRINUSE: 'port-in-use',
  EACCES: 'port-forbidden',
  EPERM: 'port-forbidden',
  EADDRNOTAVAIL: 'address-unavailable',
  EAFNOSUPPORT: 'address-unavailable',
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_FAIL: 'name-not-found',
  ENODATA: 'name-not-found',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  ECONNRESET: 'connection-lost',
  ECONNABORTED: 'connection-lost',
  EPIPE: 'connection-lost',
};

/** Turns what Node threw into a {@link NetError}; one that is one already is returned as it is. */
export function toNetError(cause: unknown): NetError {
  if (cause instanceof NetError) return cause;
  const error = cause as NodeJS.ErrnoException;
  const code = (error.code && byErrno[error.code]) || 'failed';
  return new NetError(code, error.message || error.code || String(cause), { cause });
}

/** Why the hub closes a connection: the codes of `bye`, as docs/PROTOCOL.md explains them. */
export const byeCodes = [
  'not-authenticated',
  'timed-out',
  'other-version',
  'bad-token',
  'bad-key',
  'room-locked',
  'room-full',
  'line-full',
  'removed',
  'replaced',
  'room-closed',
  'host-away',
  'host-storage',
  'line-too-long',
  'bad-utf8',
  'bad-json',
  'too-deep',
  'too-many-errors',
] as const;

/** What holds about a room for a while: the codes of `notice`. */
export const noticeCodes = ['host-storage', 'not-kept'] as const;

/** Why the hub did not do what a member asked: the codes of `refused`. */
export const refusalCodes = [
  'unknown-type',
  'bad-frame',
  'text-too-long',
  'too-large',
  'not-yours',
  'no-such-message',
  'deleted',
  'too-many',
  'name-taken',
  'bad-name',
] as const;

export type NoticeCode = (typeof noticeCodes)[number];
export type ByeCode = (typeof byeCodes)[number];
export type RefusalCode = (typeof refusalCodes)[number];
