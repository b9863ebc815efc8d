import assert from 'node:assert/strict';
import {
  bindUdp,
  type ConnectedPort,
  connectUdp,
  type DatagramPort,
} from '../../../src/net/socket/udp';
import type { NetErrorCode } from '../../../src/protocol/net-error';
import { waitFor } from '../../helpers/wait-for';

describe('a UDP port', () => {
  const ports: DatagramPort[] = [];

  afterEach(async () => {
    await Promise.all(ports.splice(0).map((port) => port.close()));
  });

  async function bind(address: string, port = 0): Promise<DatagramPort> {
    const bound = await bindUdp({ address, port });
    ports.push(bound);
    return bound;
  }

  async function connect(address: string, port: number): Promise<ConnectedPort> {
    const connected = await connectUdp({ address, port });
    ports.push(connected);
    return connected;
  }

  function heardBy(port: DatagramPort): string[] {
    const heard: string[] = [];
    port.onDatagram(({ bytes }) => heard.push(bytes.toString()));
    return heard;
  }

  for (const address of ['127.0.0.1', '::1']) {
    it(`exchanges datagrams over ${address}`, async () => {
      const hub = await bind(address);
      const guest = await connect(address, hub.address.port);
      const heard = heardBy(guest);
      hub.onDatagram(({ bytes, from }) => {
        assert.deepEqual(from, guest.address);
        hub.send(Buffer.concat([bytes, Buffer.from('!')]), from);
      });
      guest.send(Buffer.from('hello'), hub.address);
      await waitFor(() => heard.length === 1, 'the answer arrives');
      assert.deepEqual(heard, ['hello!']);
    });
  }

  it('hears IPv4 and IPv6 on “::”, and replies to both', async () => {
    const hub = await bind('::');
    hub.onDatagram(({ bytes, from }) => hub.send(bytes, from));
    for (const address of ['127.0.0.1', '::1']) {
      const guest = await connect(address, hub.address.port);
      const heard = heardBy(guest);
      guest.send(Buffer.from(address), hub.address);
      await waitFor(() => heard.length === 1, `the answer to ${address} arrives`);
    }
  });

  it('reports a port in use and an address that isn’t this computer’s', async () => {
    const { address } = await bind('127.0.0.1');
    await assert.rejects(bindUdp(address), { name: 'NetError', code: 'port-in-use' });
    const elsewhere = bindUdp({ address: '192.0.2.1', port: 0 });
    await assert.rejects(elsewhere, { name: 'NetError', code: 'address-unavailable' });
  });

  it('reports to a connected port that nothing is listening, and goes on', async () => {
    const hub = await bind('127.0.0.1');
    const { address } = hub;
    await hub.close();
    const guest = await connect('127.0.0.1', address.port);
    const codes: NetErrorCode[] = [];
    guest.onUnreachable(({ code }) => codes.push(code));
    guest.send(Buffer.from('anyone?'), address);
    await waitFor(() => codes.includes('refused'), 'the refusal is reported');
    const again = await bind('127.0.0.1', address.port);
    const heard = heardBy(again);
    // The operating system may report the old refusal once more instead of sending.
    await waitFor(() => {
      guest.send(Buffer.from('again'), address);
      return heard.includes('again');
    }, 'the next datagram arrives');
  });

  it('loses what can’t be sent, and harms no other datagram', async () => {
    const hub = await bind('127.0.0.1');
    const other = await bind('127.0.0.1');
    const heard = heardBy(other);
    hub.send(Buffer.alloc(70_000), other.address);
    hub.send(Buffer.from('nowhere'), { address: '127.0.0.1', port: 0 });
    hub.send(Buffer.from('no address'), { address: 'x', port: 9 });
    hub.send(Buffer.from('other family'), { address: '::1', port: 9 });
    hub.send(Buffer.from('fits'), other.address);
    await waitFor(() => heard.length > 0, 'a datagram arrives');
    assert.deepEqual(heard, ['fits']);
  });

  it('frees the port when closed, and is silent afterwards', async () => {
    const hub = await bind('127.0.0.1');
    const closing = hub.close();
    assert.equal(hub.close(), closing);
    hub.send(Buffer.from('too late'), hub.address);
    await closing;
    await bind('127.0.0.1', hub.address.port);
  });
});
