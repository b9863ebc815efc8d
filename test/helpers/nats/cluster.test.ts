import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  type DetailedPeerCertificate,
} from 'node:tls';
import { jetstream } from '@nats-io/jetstream';
import { createUser } from '@nats-io/nkeys';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectClient } from './client';
import type { NatsNode } from './node';
import { createStream } from './streams';
import { natsSuite } from './suite';

/** Connects as a client does: the server says something first, then TLS begins. */
async function handshake({ endpoint }: NatsNode, options: ConnectionOptions = {}) {
  const tcp = connectTcp(endpoint.port, endpoint.host);
  await once(tcp, 'data');
  const socket = connectTls({ socket: tcp, rejectUnauthorized: false, ...options });
  try {
    await once(socket, 'secureConnect');
    return { protocol: socket.getProtocol(), certificate: socket.getPeerCertificate(true) };
  } finally {
    socket.destroy();
    tcp.destroy();
  }
}

describe('a test’s server', () => {
  const cluster = natsSuite();
  const node = () => cluster().nodes[0] as NatsNode;

  it('speaks TLS 1.3, and presents a chain that ends in the authority', async () => {
    const { protocol, certificate } = await handshake(node());
    assert.equal(protocol, 'TLSv1.3');
    let last: DetailedPeerCertificate = certificate;
    while (last.issuerCertificate !== last) last = last.issuerCertificate;
    const hash = createHash('sha256').update(last.raw).digest('base64url');
    assert.equal(hash, cluster().access.authority);
    assert.notEqual(certificate, last);
    const { authority: ca } = cluster();
    await handshake(node(), { ca, rejectUnauthorized: true, checkServerIdentity: () => undefined });
    await assert.rejects(handshake(node(), { maxVersion: 'TLSv1.2' }));
  });

  it('keeps what it has acknowledged, when it is killed', async () => {
    const user = createUser();
    const options = { stream: 'room', user, isOwner: true };
    const owner = await connectClient(cluster(), options);
    await createStream(owner, 'room', 1);
    const subject = `dm.room.log.${user.getPublicKey()}`;
    const { seq } = await jetstream(owner).publish(subject, 'hello');
    assert.equal(seq, 1);
    assert.equal((await cluster().leaderOf('room')).name, 'n1');
    await cluster().kill(node());
    assert.equal(node().isRunning, false);
    await owner.close();
    await cluster().restart(node());
    const again = await connectClient(cluster(), options);
    try {
      assert.equal((await jetstream(again).publish(subject, 'again')).seq, 2);
    } finally {
      await again.close();
    }
  });
});

describe('a test’s cluster', () => {
  const cluster = natsSuite({ nodes: 3 });
  let connections: NatsConnection[] = [];
  afterEach(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    connections = [];
  });

  it('goes on with another leader when one is killed, and takes it back', async () => {
    const user = createUser();
    const subject = `dm.room.log.${user.getPublicKey()}`;
    const connect = async (node?: NatsNode) => {
      const connection = await connectClient(cluster(), {
        ...{ stream: 'room', user, isOwner: true, node },
      });
      connections.push(connection);
      return connection;
    };
    await createStream(await connect(), 'room', cluster().access.replicas);
    const leader = await cluster().leaderOf('room');
    const [other] = cluster().nodes.filter((node) => node !== leader);
    const client = await connect(other);
    // A node may not know yet who leads.
    const patience = { retries: 10, timeout: 5_000 };
    const publish = async (text: string) =>
      (await jetstream(client).publish(subject, text, { msgID: text, ...patience })).seq;
    assert.equal(await publish('a'), 1);
    await cluster().kill(leader);
    const next = await cluster().leaderOf('room', leader);
    assert.notEqual(next, leader);
    assert.equal(await publish('b'), 2);
    await cluster().restart(leader);
    cluster().pause(next);
    cluster().resume(next);
    await cluster().isReady();
  });
});
