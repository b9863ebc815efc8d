import { randomBytes } from 'node:crypto';
import { privateKey, rawPublicKey, sharedSecret } from './curve-keys';
import { derive, type MemberKeys } from './keys';
import { decrypt, encrypt } from './signed-box';

const publicKeyBytes = 32;

/** What the seal of an epoch's token is bound to. @param member id of the member who can open it */
export function tokenInfo(pin: string, epoch: number, member: string): readonly string[] {
  return ['deskmate-wide/1 token', pin, `${epoch}`, member];
}

/** What the seal of a moderator's grant is bound to. */
export function grantInfo(pin: string, member: string): readonly string[] {
  return ['deskmate-wide/1 grant', pin, member];
}

/**
 * Seals something for one member.
 * @param box the member's public X25519 key, base64url
 * @returns base64url; empty if `box` isn't a key that can keep a secret
 */
export function sealFor(box: string, info: readonly string[], secret: Uint8Array): string {
  const own = privateKey('x25519', randomBytes(32));
  const shared = sharedSecret(own, Buffer.from(box, 'base64url'));
  if (!shared) return '';
  const sealed = encrypt(derive(shared, info, 32), secret);
  return Buffer.concat([rawPublicKey(own), sealed]).toString('base64url');
}

/** Undefined if it wasn't sealed for this member and with this info. Never throws. */
export function openFor(
  { box }: Pick<MemberKeys, 'box'>,
  info: readonly string[],
  sealed: string,
): Buffer | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  const shared = sharedSecret(box, bytes.subarray(0, publicKeyBytes));
  return shared && decrypt(derive(shared, info, 32), bytes.subarray(publicKeyBytes));
}
