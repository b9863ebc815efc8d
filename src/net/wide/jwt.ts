import { createHash } from 'node:crypto';
import type { NKey } from './nkey';

/** What a JWT of NATS says (ADR-14 of nats-io/nats-architecture-and-design). */
export interface JwtClaims {
  /** Whom it is about: a public NKey. */
  readonly sub: string;
  readonly name: string;
  /** When it was issued, in seconds since the Unix epoch. */
  readonly iat: number;
  /** When it ends, likewise; never if absent. */
  readonly exp?: number;
  readonly nats: {
    readonly type: 'operator' | 'account' | 'user';
    readonly version: 2;
    readonly [field: string]: unknown;
  };
}

const header = encodePart({ typ: 'JWT', alg: 'ed25519-nkey' });

/** Signs claims. The same claims and signer give the same JWT. */
export function encodeJwt(claims: JwtClaims, signer: Pick<NKey, 'public' | 'sign'>): string {
  const issued = { ...claims, iss: signer.public };
  const id = createHash('sha256').update(JSON.stringify(issued)).digest('base64url');
  const text = `${header}.${encodePart({ jti: id, ...issued })}`;
  return `${text}.${signer.sign(text)}`;
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
