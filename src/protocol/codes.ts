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
