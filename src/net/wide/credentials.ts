import { NetError } from '../../protocol/net-error';
import { signJwt } from './jwt';
import { type NKey, parseSeed } from './nkey';

/** What lets a member in at the server. */
export interface Credentials {
  /** The user's public NKey, the member's pseudonym in this stream. */
  readonly user: string;
  /** The user JWT. */
  readonly jwt: string;
  /** Signs the server's challenge: base64url. */
  sign(nonce: string): string;
}

export interface CredentialsOptions {
  readonly user: NKey;
  /** The stream's name; the permissions of the signing key contain it. */
  readonly stream: string;
  /** Public NKey of the account. */
  readonly account: string;
  /** Seed of one of the account's scoped signing keys. */
  readonly signingKey: string;
  /** In ms since the Unix epoch. */
  readonly now: number;
}

/**
 * Signs a user JWT for a member, without asking anyone. Its rights come from the signing key, so it names none: the
 * server refuses a JWT of a scoped key that does.
 * @throws {NetError} code `bad-invite` if the signing key isn't one
 */
export function signCredentials(options: CredentialsOptions): Credentials {
  const { user, stream, account, signingKey, now } = options;
  const issuer = parseSeed('account', signingKey);
  if (!issuer)
    throw new NetError('bad-invite', 'the signing key is not the seed of an account key');
  // In the order, and without the id, of the JWT in docs/WIDE.md.
  const claims = {
    iat: Math.floor(now / 1000),
    iss: issuer.public,
    name: stream,
    sub: user.public,
    nats: { issuer_account: account, type: 'user', version: 2 },
  } as const;
  return {
    user: user.public,
    jwt: signJwt(claims, issuer),
    sign: (nonce) => user.sign(nonce),
  };
}
