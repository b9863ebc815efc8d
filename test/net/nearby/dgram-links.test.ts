import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { dgramLinks } from '../../../src/net/nearby/dgram-links';
import { multicastPort } from '../../../src/net/nearby/link';
import type { LinkSocket } from '../../../src/net/nearby/link-sockets';
import type { SocketAddress } from '../../../src/protocol/endpoint';
import { silentLogger } from '../../../src/util/logger';
import { itUnless } from '../../helpers/it-unless';
import { waitFor } from '../../helpers/wait-for';

const loopback = Object.entries(networkInterfaces()).find(([, infos = []]) =>
  infos.some(({ address }) => address === '127.0.0.1'),
)?.[0];

describe('dgramLinks, over loopback', () => {
  const links = dgramLinks(() => (loopback === undefined ? [] : [loopback]), silentLogger);
  const open: LinkSocket[] = [];
  afterEach(() => {
    for (const socket of open.splice(0)) socket.close();
  });

  const link = () => {
    const found = links.list().find(({ family }) => family === 'IPv4');
    assert.ok(found, 'no loopback adapter');
    return found;
  };

  async function start(role: Parameters<typeof links.open>[1]) {
    const socket = await links.open(link(), role);
    open.push(socket);
    const got: { readonly text: string; readonly from: SocketAddress }[] = [];
    socket.onDatagram(({ bytes, from }) => got.push({ text: Buffer.from(bytes).toString(), from }));
    return { socket, got };
  }

  /** Sends until a datagram arrives: a busy system may drop one. */
  async function hears(
    { got }: Awaited<ReturnType<typeof start>>,
    text: string,
    send: () => void,
  ): Promise<SocketAddress> {
    let last = 0;
    return waitFor(() => {
      if (Date.now() - last > 200) {
        last = Date.now();
        send();
      }
      return got.find((each) => each.text === text)?.from;
    }, `${text} arrives`);
  }

  it('are one for the adapter', () => {
    assert.deepEqual(
      [link().adapter, link().addresses.includes('127.0.0.1'), link().internal],
      ['127.0.0.1', true, true],
    );
  });

  const noRoute =
    process.platform !== 'linux' && 'only Linux surely routes the group over loopback';
  itUnless(noRoute, 'share port 5353, and all hear what is sent to the group', async () => {
    const [one, two] = [await start('multicast'), await start('multicast')];
    const asking = await start('unicast');
    const send = () => asking.socket.multicast(Buffer.from('to all'));
    const from = await hears(one, 'to all', send);
    assert.deepEqual(await hears(two, 'to all', send), from);
    assert.equal(from.address, '127.0.0.1');
    assert.notEqual(from.port, multicastPort);
  });

  it('have a port of their own, which gets the replies', async () => {
    const [one, two] = [await start('unicast'), await start('unicast')];
    const other = createSocket('udp4');
    try {
      other.bind(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address();
      other.on('message', (_, { port: asker }) => other.send('reply', asker, '127.0.0.1'));
      const ask = ({ socket }: typeof one) =>
        socket.send(Buffer.from('?'), { address: '127.0.0.1', port });
      assert.deepEqual(await hears(one, 'reply', () => ask(one)), { address: '127.0.0.1', port });
      assert.deepEqual(two.got, []);
      await hears(two, 'reply', () => ask(two));
    } finally {
      other.close();
    }
  });

  it('lose what can’t be sent, and don’t fail', async () => {
    const { socket } = await start('unicast');
    for (const address of ['127.0.0.1', '192.0.2.1', 'fe80::1', 'no address']) {
      socket.send(Buffer.from('x'), { address, port: 0 });
    }
    socket.send(Buffer.alloc(100_000), { address: '127.0.0.1', port: 9 });
  });
});
