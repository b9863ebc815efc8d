import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import type { Link } from '../../../src/net/nearby/link';
import { LinkSockets, type Links, maxBytesPerSecond } from '../../../src/net/nearby/link-sockets';
import type { SocketAddress } from '../../../src/protocol/endpoint';
import { Emitter } from '../../../src/util/event';
import { FakeClock } from '../../helpers/fake-clock';

function link(key: string, network: string): Link {
  const subnets = new BlockList();
  subnets.addSubnet(network, 24, 'ipv4');
  const addresses = [network];
  return { key, name: key, family: 'IPv4', adapter: network, addresses, internal: false, subnets };
}

describe('LinkSockets', () => {
  const clock = new FakeClock();
  const arriving: Emitter<{ bytes: Uint8Array; from: SocketAddress }>[] = [];
  let sockets: LinkSockets;
  let got: string[];

  const links: Links = {
    list: () => [link('one', '10.0.0.1'), link('two', '10.0.1.1')],
    open: async () => {
      const datagrams = new Emitter<{ bytes: Uint8Array; from: SocketAddress }>();
      arriving.push(datagrams);
      return { onDatagram: datagrams.event, multicast() {}, send() {}, close() {} };
    },
  };

  beforeEach(async () => {
    got = [];
    arriving.length = 0;
    sockets = new LinkSockets({
      ...{ links, role: 'multicast', clock, onOpen() {} },
      logger: { info() {}, warn() {}, error() {} },
      onDatagram: ({ bytes, from, link }) =>
        got.push(`${from.address} on ${link.key}: ${bytes.length}`),
    });
    await clock.advance(1000);
  });
  afterEach(() => sockets.dispose());

  function arrive(at: number, bytes: Uint8Array, address = '10.0.1.7'): void {
    arriving[at]?.fire({ bytes, from: { address, port: 5353 } });
  }

  it('pass on a datagram once that comes through the sockets of several links', async () => {
    for (const at of [0, 1]) arrive(at, Buffer.from('same'));
    assert.deepEqual(got, ['10.0.1.7 on two: 4']);
    // It may also come only through another link's socket, or be sent again.
    arrive(0, Buffer.from('other'));
    await clock.advance(200);
    arrive(1, Buffer.from('other'));
    assert.equal(got.length, 3);
  });

  it('drop what comes from computers of other networks', () => {
    arrive(0, Buffer.from('x'), '192.0.2.1');
    assert.deepEqual(got, []);
  });

  it('pass on so many bytes of one address in a second, and so many of all', async () => {
    const large = (byte: number) => Buffer.alloc(8000, byte);
    const { source, all } = maxBytesPerSecond;
    for (let at = 0; at < 100; at += 1) arrive(0, large(at));
    assert.equal(got.length, source / 8000);
    arrive(0, large(0), '10.0.0.8');
    assert.equal(got.length, source / 8000 + 1);
    for (let at = 10; at < 200; at += 1) arrive(0, large(at), `10.0.0.${at}`);
    assert.equal(got.length, all / 8000);
    await clock.advance(1000);
    arrive(0, large(0));
    assert.equal(got.length, all / 8000 + 1);
  });
});
