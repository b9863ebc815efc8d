import { createUser, fromSeed, type KeyPair } from '@nats-io/nkeys';
import { connect, jwtAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { encodeJwt } from '../../../src/net/wide/jwt';
import type { NatsCluster } from './cluster';
import type { NatsNode } from './node';

export interface ClientOptions {
  /** The stream whose member it is. */
  readonly stream: string;
  readonly user?: KeyPair;
  /** Whether it may create the stream, too. */
  readonly isOwner?: boolean;
  readonly node?: NatsNode | undefined;
  /** The JWT, instead of one that the signing key of the role has signed. */
  readonly jwt?: string;
}

/** A member's credentials, as its own program mints them. @param signer seed of a signing key */
export function memberJwt(
  { account }: { readonly account: string },
  signer: string,
  stream: string,
  user: KeyPair,
  changes: { readonly exp?: number; readonly nats?: object } = {},
): string {
  const { nats, ...rest } = changes;
  const own = { type: 'user', version: 2, issuer_account: account, ...nats } as const;
  const claims = { sub: user.getPublicKey(), name: stream, iat: 0, ...rest, nats: own };
  return encodeJwt(claims, signerOf(fromSeed(Buffer.from(signer))));
}

/** Signs with NATS's own library. */
export function signerOf(key: KeyPair): { public: string; sign(text: string): string } {
  return {
    public: key.getPublicKey(),
    sign: (text) => Buffer.from(key.sign(Buffer.from(text))).toString('base64url'),
  };
}

/** A plain client of NATS, which doesn't reconnect. @throws {Error} when the server refuses it */
export function connectClient(
  { access, authority }: Pick<NatsCluster, 'access' | 'authority'>,
  { stream, user = createUser(), isOwner = false, node, jwt }: ClientOptions,
): Promise<NatsConnection> {
  const nodes = node ? [node.endpoint] : access.nodes;
  const signer = isOwner ? access.ownerKey : access.memberKey;
  // The type leaves out what Node takes as well.
  const tls: object = { ca: authority, checkServerIdentity: () => undefined };
  const minted = jwt ?? memberJwt(access, signer, stream, user);
  return connect({
    servers: nodes.map(({ host, port }) => `${host}:${port}`),
    tls,
    authenticator: jwtAuthenticator(minted, user.getSeed()),
    inboxPrefix: `_INBOX.${user.getPublicKey()}`,
    ...{ reconnect: false, ignoreClusterUpdates: true },
  });
}
