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

/** Claims with who issued them. */
export interface IssuedClaims extends JwtClaims {
  readonly iss: string;
  readonly jti?: string;
}

export type JwtSigner = Pick<NKey, 'public' | 'sign'>;

const header = encodePart({ typ: 'JWT', alg: 'ed25519-nkey' });

/** Signs claims, to which it adds their issuer and an id. The same claims and signer give the same JWT. */
export function encodeJwt(claims: JwtClaims, signer: JwtSigner): string {
  const issued = { ...claims, iss: signer.public };
  const id = createHash('sha256').update(JSON.stringify(issued)).digest('base64url');
  return signJwt({ jti: id, ...issued }, signer);
}

/** Signs claims as they are. */
export function signJwt(claims: IssuedClaims, signer: JwtSigner): string {
  const text = `${header}.${encodePart(claims)}`;
  return `${text}.${signer.sign(text)}`;
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
