import type { CodeIdentity } from '../../protocol/room-code';
import type { CPaceInput } from './cpace';
import { lengthPrefixed } from './length-prefixed';

/** Loads CPace, which few rooms use. The build bundles it apart, under this name. */
export const loadCPace = () => import('./cpace.js');

export type CPace = Awaited<ReturnType<typeof loadCPace>>;

/** The protocol's label, and the roles of the two sides. */
const [label, guestRole, hostRole] = ['deskmate-code/1', 'guest', 'host'] as const;

/** What a guest sends in addition to its share: nothing. */
export const guestData = Buffer.of();

/** What the host sends in addition to its share, and the proofs bind: the names as they were sent. */
export function hostData({ room, host }: Omit<CodeIdentity, 'roomId'>): Buffer {
  return lengthPrefixed([room, host]);
}

/**
 * What both sides of a run must have in common besides the code. As the pin is in it, someone between them, with
 * a certificate of their own, can't pass anything on.
 * @param pin the host's: SHA-256 of its certificate, base64url. A guest uses the certificate that it saw
 * @param sid 32 bytes, base64url
 */
export function runInput(code: string, pin: string, roomId: string, sid: string): CPaceInput {
  return {
    password: Buffer.from(code),
    context: lengthPrefixed([label, Buffer.from(pin, 'base64url'), roomId, guestRole, hostRole]),
    sid: Buffer.from(sid, 'base64url'),
  };
}
