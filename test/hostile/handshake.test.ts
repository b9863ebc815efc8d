import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';
import { seededRandom } from '../../src/util/seeded-random';
import { HostileScene } from '../helpers/deskmate/hostile-scene';
import { RawMember } from '../helpers/deskmate/raw-member';
import { RawClient } from '../helpers/raw-client';
import { waitFor } from '../helpers/wait-for';

/** Short, but no members of a busy computer run into it. */
const limits = { handshakeMs: 1000, authenticationMs: 1000 };

/** Members' files would add connections to the limits. */
const noFiles = { fileConnections: 0, fileConnectionsPerMinute: 0 } as const;

describe('a hub attacked by unauthenticated connections', () => {
  let scene: HostileScene;

  afterEach(() => scene.close());

  const random = seededRandom(7);
  const noise = Buffer.from(Array.from({ length: 4096 }, () => Math.floor(random() * 256)));

  for (const [what, bytes] of [
    ['HTTP', 'GET / HTTP/1.1\r\nHost: hub\r\n\r\n'],
    ['the lab’s plain text', 'hello'],
    ['the protocol without TLS', '{"type":"join","version":1,"token":"AAAAAAAAAAAAAAAAAAAAAA"}\n'],
    ['noise', noise],
    ['zeros', Buffer.alloc(70_000)],
    ['a TLS record over the maximum length', Buffer.from([22, 3, 3, 0xff, 0xff, 1])],
    ['a TLS record of application data', Buffer.from([23, 3, 3, 0, 2, 1, 1])],
    ['only half a ClientHello', Buffer.from([22, 3, 1, 1, 0, 1, 0, 0, 252, 3, 3])],
    ['nothing at all', ''],
  ] as const) {
    it(`closes on ${what}`, async () => {
      scene = await HostileScene.open(limits);
      const intruder = await scene.intruder();
      intruder.write(bytes);
      await scene.waitForClose(intruder);
      assert.equal(scene.members, 2);
      await scene.checkUnharmed();
    });
  }

  for (const [what, options] of [
    ['TLS 1.2', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }],
    ['a client without ALPN', { ALPNProtocols: undefined }],
    ['ALPN of something else', { ALPNProtocols: ['h2', 'http/1.1'] }],
    ['ALPN of another version', { ALPNProtocols: ['deskmate/2'] }],
    ['ALPN that only looks similar', { ALPNProtocols: ['deskmate/1\0', 'DESKMATE/1'] }],
  ] as const satisfies readonly (readonly [string, ConnectionOptions | object])[]) {
    it(`closes on ${what}, even with a valid invite`, async () => {
      scene = await HostileScene.open(limits);
      const stranger = scene.dial(options as ConnectionOptions);
      stranger.send(scene.hub.join());
      await scene.expectOutcome(stranger, 'closed');
      assert.equal(scene.members, 2);
      await scene.checkUnharmed();
    });
  }

  it('closes a handshake that trickles in, however long it would last', async () => {
    scene = await HostileScene.open(limits);
    const hello = await clientHello();
    const intruder = await scene.intruder();
    for (let at = 0; at < hello.length && !intruder.closed; at += 1) {
      intruder.write(hello.subarray(at, at + 1));
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    assert.ok(intruder.closed, 'before its ClientHello was complete');
    await scene.checkUnharmed();
  });

  for (const way of ['end', 'reset'] as const) {
    it(`forgets a connection that ends with ${way} in its handshake`, async () => {
      scene = await HostileScene.open(limits);
      const hello = await clientHello();
      for (let count = 0; count < 20; count += 1) {
        const intruder = await scene.intruder();
        intruder.write(hello.subarray(0, count * 10));
        intruder[way]();
      }
      await scene.checkUnharmed();
    });
  }

  it('rejects a flood of connections at once, and keeps working', async () => {
    scene = await HostileScene.open({
      ...{ connectionsPerAddress: 18, newConnectionsPerMinute: 60 },
      ...noFiles,
    });
    const { port } = scene.hub;
    const flood = await Promise.all(Array.from({ length: 400 }, () => RawClient.connect(port)));
    try {
      await waitFor(
        () => flood.filter(({ closed }) => closed).length === 400 - 16,
        () => `${flood.filter(({ closed }) => closed).length} of 400 closed`,
      );
      await scene.checkUnharmed();
      // The accepted connections have used up the address’s limit, until they close.
      for (const one of flood) one.destroy();
      const late = await waitFor(() => tryToJoin(), 'a connection is free');
      assert.equal(late.frames[0]?.type, 'welcome');
    } finally {
      for (const one of flood) one.destroy();
    }

    async function tryToJoin(): Promise<RawMember | undefined> {
      const member = scene.hub.keep(RawMember.dial(port));
      member.send(scene.hub.join());
      await waitFor(() => member.closed || member.frames.length > 0, 'a reply');
      return member.closed ? undefined : member;
    }
  });

  it('rejects the 61st new connection of a minute', async () => {
    scene = await HostileScene.open({
      ...{ connectionsPerAddress: 16, newConnectionsPerMinute: 60 },
      ...noFiles,
    });
    const { port } = scene.hub;
    // Two are members.
    for (let count = 2; count < 60; count += 1) {
      const member = await RawMember.connect(port);
      member.destroy();
      await waitFor(() => member.closed, 'the connection is closed');
    }
    await assert.rejects(RawMember.connect(port));
    await scene.checkUnharmed();
  });

  /** The first flight of a TLS handshake like ours. */
  async function clientHello(): Promise<Buffer> {
    const sent: Buffer[] = [];
    const nowhere = new Duplex({
      read() {},
      write(chunk: Buffer, _, done) {
        sent.push(chunk);
        done();
      },
    });
    const socket = connect({ socket: nowhere, ALPNProtocols: ['deskmate/1'] });
    socket.on('error', () => {});
    await waitFor(() => sent.length > 0, 'a ClientHello');
    socket.destroy();
    return Buffer.concat(sent);
  }
});
