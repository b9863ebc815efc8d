import type { NetError, NetErrorCode } from '../../protocol/net-error';

/** Error codes by how much they say about the host, the most specific first. */
const bySpecificity: readonly NetErrorCode[] = [
  'wrong-pin',
  'other-version',
  'no-encryption',
  'closed-at-once',
  'refused',
  'timed-out',
  'unreachable',
  'name-not-found',
  'address-unavailable',
];

/** The more specific of two errors from different addresses; the first if they are equal. */
export function moreSpecific(one: NetError | undefined, other: NetError): NetError {
  return one && rank(one) <= rank(other) ? one : other;
}

function rank({ code }: NetError): number {
  const index = bySpecificity.indexOf(code);
  return index < 0 ? bySpecificity.length : index;
}
