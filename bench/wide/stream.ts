import { randomBytes } from 'node:crypto';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { newCredentials, type RoomAccess } from '../load/dialects/wide';
import type { WideServers } from './servers';

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

/** A name as those of streams are. */
export function newStreamName(): string {
  return randomBytes(13).toString('hex');
}

/** Creates a stream with the settings of docs/WIDE.md, as the owner of its room. @throws {Error} */
export async function createStream(
  servers: WideServers,
  replicas: number,
  name = newStreamName(),
): Promise<string> {
  const access = servers.roomAccess(name, 'owner');
  const { connection } = await connectTo(access, servers.ports);
  try {
    const settings = {
      ...{ name, subjects: [`dm.${name}.log.*`], storage: 'file', retention: 'limits' },
      ...{ discard: 'old', max_msgs: 10_000, max_msg_size: 128 * 1024, num_replicas: replicas },
      ...{ deny_delete: true, deny_purge: true, allow_direct: true, allow_rollup_hdrs: false },
      duplicate_window: 600e9,
      ...{ max_consumers: -1, max_bytes: -1, max_age: 0, max_msgs_per_subject: -1 },
      republish: { src: `dm.${name}.log.*`, dest: `dm.${name}.out.{{wildcard(1)}}` },
    };
    const subject = `$JS.API.STREAM.CREATE.${name}`;
    const reply = await connection.request(subject, JSON.stringify(settings), { timeout: 10_000 });
    const { error } = reply.json() as { readonly error?: { readonly description: string } };
    if (error) throw new Error(`The server creates no stream: ${error.description}.`);
    return name;
  } finally {
    await connection.close();
  }
}
