import { NetError } from '../../protocol/net-error';
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
  const claims = {
    iat: Math.floor(now / 1000),
    iss: issuer.public,
    name: stream,
    sub: user.public,
    nats: { issuer_account: account, type: 'user', version: 2 },
  };
  const signed = `${encode({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encode(claims)}`;
  return {
    user: user.public,
    jwt: `${signed}.${issuer.sign(signed)}`,
    sign: (nonce) => user.sign(nonce),
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
