import { normalizeLine } from '../../protocol/message-text';
import { type LinkEnd, NetError, type NetErrorCode } from '../../protocol/net-error';

/** The reasons in BYE and REFUSED that concern the receiver alone. */
export const endReasons = [
  'line-full',
  'other-version',
  'removed',
  'room-closed',
  'room-full',
  'too-slow',
] as const satisfies readonly NetErrorCode[];

/** The end that a BYE with this reason means. */
export function endForReason(reason: string): LinkEnd {
  const code = endReasons.find((each) => each === reason);
  // A room that closes is a graceful end.
  if (!code || code === 'room-closed') return { reason: 'closed' };
  return { reason: 'lost', error: new NetError(code, `the hub ended the session: ${code}`) };
}

/** The error that a REFUSED with this reason means. */
export function errorForReason(reason: string): NetError {
  const code = endReasons.find((each) => each === reason) ?? 'refused';
  return new NetError(code, `the hub refused: ${normalizeLine(reason.slice(0, 64))}`);
}
