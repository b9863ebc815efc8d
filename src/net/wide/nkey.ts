import { sign } from 'node:crypto';
import { crc16 } from '../../protocol/nkey';
import { fromBase32, toBase32 } from '../../util/base32';
import { privateKey, rawPublicKey } from './curve-keys';

/** The first byte of a public NKey, by what it names. */
const kinds = { account: 0, operator: 14 << 3, user: 20 << 3 } as const;

export type NKeyKind = keyof typeof kinds;

/** The first five bits of a seed. */
const seedKind = 18 << 3;

/** An Ed25519 key as NATS writes it: base32 of what it names, its bytes, and a checksum. */
export interface NKey {
  /** `U`, `A` or `O`, and 55 characters. */
  readonly public: string;
  /** `SU`, `SA` or `SO`, and 56 characters. */
  readonly seed: string;
  /** The signature, base64url without padding. */
  sign(text: string): string;
}

/** @param raw 32 bytes */
export function nkeyOf(kind: NKeyKind, raw: Uint8Array): NKey {
  const key = privateKey('ed25519', raw);
  const code = kinds[kind];
  return {
    public: withChecksum(Buffer.of(code), rawPublicKey(key)),
    seed: withChecksum(Buffer.of(seedKind | (code >> 5), (code & 31) << 3), raw),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
  };
}

/** Undefined if the text isn't the seed of such a key. */
export function parseSeed(kind: NKeyKind, seed: string): NKey | undefined {
  const raw = fromBase32(seed)?.subarray(2, -2);
  if (raw?.length !== 32) return undefined;
  const key = nkeyOf(kind, raw);
  return key.seed === seed ? key : undefined;
}

function withChecksum(prefix: Uint8Array, raw: Uint8Array): string {
  const bytes = Buffer.concat([prefix, raw]);
  const checksum = Buffer.alloc(2);
  checksum.writeUInt16LE(crc16(bytes));
  return toBase32(Buffer.concat([bytes, checksum]));
}
