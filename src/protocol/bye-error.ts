import { cleanText } from './clean-text';
import type { ToMember } from './frames';
import { NetError, type NetErrorCode } from './net-error';

/** What a code of the hub's last frame means to a guest; docs/PROTOCOL.md lists them all. */
const byCode = new Map<string, NetErrorCode>([
  ['bad-token', 'bad-invite'],
  ['bad-key', 'bad-key'],
  ['room-locked', 'room-locked'],
  ['room-full', 'room-full'],
  ['line-full', 'line-full'],
  ['removed', 'removed'],
  ['replaced', 'replaced'],
  ['room-closed', 'room-closed'],
  ['host-away', 'host-away'],
  ['host-storage', 'host-storage'],
  ['other-version', 'other-version'],
]);

/**
 * Why the hub ended the connection. What a guest of ours never does, and codes of later versions,
 * come out as `protocol`; the message of `removed` is the host's reason.
 */
export function byeError({ code, reason = '' }: Extract<ToMember, { type: 'bye' }>): NetError {
  const words = cleanText(reason);
  const known = byCode.get(code) ?? 'protocol';
  return new NetError(known, known === 'removed' ? words : `the hub says ${code}. ${words}`.trim());
}
