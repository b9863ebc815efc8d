/**
 * What can go wrong with a connection, as stable codes. The interface has a text for each; docs/ERRORS.md
 * lists them.
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
  | InviteErrorCode
  | WideErrorCode;

/** Codes that only invite rooms use. docs/PROTOCOL.md lists those that come from the hub. */
export type InviteErrorCode =
  | 'bad-invite'
  | 'bad-key'
  | 'host-away'
  | 'host-storage'
  | 'line-full'
  | 'no-encryption'
  | 'other-host'
  | 'other-version'
  | 'protocol'
  | 'removed'
  | 'replaced'
  | 'room-closed'
  | 'room-full'
  | 'room-locked'
  | 'storage-failed'
  | 'turned-away'
  | 'wrong-pin';

/**
 * Codes that only wide rooms use. `no-jetstream`: the server stores nothing, whatever is wrong with its JetStream;
 * `no-quorum`: too few nodes of its cluster run to store anything; `not-permitted`: it refuses these credentials, or
 * they don't allow that.
 */
export type WideErrorCode = 'no-jetstream' | 'no-quorum' | 'not-permitted';

/** A network failure with a stable code; `message` is for the log, in English. */
export class NetError extends Error {
  override readonly name = 'NetError';

  /** The client for wide rooms is a bundle of its own, with its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): value is NetError {
    return value instanceof Error && value.name === 'NetError';
  }

  /** Of `removed`, the name of who did, where several members may. */
  readonly by: string | undefined;

  constructor(
    readonly code: NetErrorCode,
    message: string,
    { by, ...options }: ErrorOptions & { readonly by?: string | undefined } = {},
  ) {
    super(message, options);
    this.by = by;
  }
}

/** Maps the operating system's error codes to ours. */
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

/** Converts what Node threw into a {@link NetError}; returns a `NetError` unchanged. */
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
  'other-host',
  'host-storage',
  'line-too-long',
  'bad-utf8',
  'bad-json',
  'too-deep',
  'too-many-errors',
] as const;

/** Temporary conditions of a room: the codes of `notice`. */
export const noticeCodes = ['host-storage', 'not-kept'] as const;

/** Why the hub refused a member's request: the codes of `refused`. */
export const refusalCodes = [
  'unknown-type',
  'bad-frame',
  'text-too-long',
  'too-large',
  'no-such-file',
  'not-yours',
  'no-such-message',
  'deleted',
  'too-many',
  'may-not-pin',
  'too-many-pins',
  'name-taken',
  'bad-name',
  'too-soon',
  'not-here',
  'not-a-helper',
  'only-helpers',
  'questions-first',
  'queue-closed',
  'queue-full',
  'request-open',
  'request-ended',
  'request-paused',
  'request-taken',
  'not-taken',
  'no-such-request',
  'too-early',
] as const;

export type NoticeCode = (typeof noticeCodes)[number];
export type ByeCode = (typeof byeCodes)[number];
export type RefusalCode = (typeof refusalCodes)[number];

/** Why a connection ended. */
export type LinkEnd =
  /** The other side left or closed it gracefully. */
  | { readonly reason: 'closed' }
  /** We closed it. */
  | { readonly reason: 'local' }
  /** The connection broke (reset, timed out, unreachable, too slow), or the other side gave a reason for closing it. */
  | { readonly reason: 'lost'; readonly error: NetError };
