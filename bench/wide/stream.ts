import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { epochKeys } from '../../src/net/wide/keys';
import { createWideNetwork } from '../../src/net/wide/wide';
import { defaultLimits as limits } from '../../src/protocol/limits';
import { systemClock as clock } from '../../src/util/clock';
import { newCredentials, type RoomAccess } from '../load/dialects/wide';
import type { WideServers } from './servers';

/** A room of a server. */
export interface WideRoom {
  readonly pin: string;
  readonly token: string;
  readonly stream: string;
}

/** A connection to the stream of a room, as a member's or its owner's. */
export interface StreamConnection {
  readonly connection: NatsConnection;
  /** The pseudonym. */
  readonly user: string;
}

export async function connectTo(
  access: RoomAccess,
  ports: readonly number[],
): Promise<StreamConnection> {
  const { jwt, sign, user } = newCredentials(access);
  const connection = await connect({
    servers: ports.map((port) => `127.0.0.1:${port}`),
    tls: { rejectUnauthorized: false } as object,
    authenticator: (nonce?: string) => ({ jwt, nkey: user, sig: sign(nonce ?? '') }),
    inboxPrefix: `_INBOX.${user}`,
    ...{ reconnectTimeWait: 100, maxReconnectAttempts: -1, timeout: 10_000 },
    ...{ ignoreClusterUpdates: true, waitOnFirstConnect: true },
  });
  return { connection, user };
}

/** Creates a room, as its owner. */
export async function createRoom(servers: WideServers, replicas: number): Promise<WideRoom> {
  // Connecting with another transport, as `connectTo` does, makes the client forget that of wide rooms.
  const network = createWideNetwork({ clock, limits });
  const { key, pin, token } = network.newRoom();
  const { access } = servers;
  const epoch = { number: 1, token };
  const creation = {
    server: access,
    pin,
    epoch,
    key,
    ownerKey: access.ownerKey,
    replicas,
    first: 1,
  };
  await network.create(creation, new AbortController().signal);
  return { pin, token, stream: epochKeys(token, pin).stream };
}
