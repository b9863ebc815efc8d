import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';

/** The bytes before a raw key in DER (RFC 8410). Every crypto library under Node imports these. */
const prefixes = {
  ed25519: { secret: '302e020100300506032b657004220420', public: '302a300506032b6570032100' },
  x25519: { secret: '302e020100300506032b656e04220420', public: '302a300506032b656e032100' },
} as const;

export type Curve = keyof typeof prefixes;

/** @param seed 32 bytes */
export function privateKey(curve: Curve, seed: Uint8Array): KeyObject {
  const key = Buffer.concat([Buffer.from(prefixes[curve].secret, 'hex'), seed]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** Undefined for what isn't a key; a key may still be one that nothing verifies under. */
export function publicKey(curve: Curve, raw: Uint8Array): KeyObject | undefined {
  if (raw.length !== 32) return undefined;
  try {
    const key = Buffer.concat([Buffer.from(prefixes[curve].public, 'hex'), raw]);
    return createPublicKey({ key, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** The 32 bytes of the public key that belongs to a private one. */
export function rawPublicKey(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** The X25519 secret of two keys; undefined if the other one is a point that would give it away. */
export function sharedSecret(own: KeyObject, other: Uint8Array): Buffer | undefined {
  const key = publicKey('x25519', other);
  if (!key) return undefined;
  try {
    const secret = diffieHellman({ privateKey: own, publicKey: key });
    return secret.some((byte) => byte !== 0) ? secret : undefined;
  } catch {
    return undefined;
  }
}
