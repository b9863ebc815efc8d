import assert from 'node:assert/strict';
import type { DatagramPort } from '../../../src/net/socket/udp';
import { DatagramWeather, type IncomingDatagram } from '../../../src/net/weather/datagram-weather';
import type { SocketAddress } from '../../../src/protocol/endpoint';
import { Emitter } from '../../../src/util/event';
import { FakeClock } from '../../helpers/fake-clock';

const address = { address: '127.0.0.1', port: 9000 };
const peer = (port: number): SocketAddress => ({ address: '127.0.0.1', port });

function setUp() {
  const clock = new FakeClock();
  const datagrams = new Emitter<{ bytes: Buffer; from: SocketAddress }>();
  const sent: { bytes: Uint8Array; to: SocketAddress }[] = [];
  let closed = false;
  const port: DatagramPort = {
    address,
    onDatagram: datagrams.event,
    send(bytes, to) {
      if (!closed) sent.push({ bytes, to });
      return [];
    },
    async close() {
      closed = true;
    },
  };
  const weather = new DatagramWeather(port, clock);
  const got: IncomingDatagram[] = [];
  const lost: IncomingDatagram[] = [];
  weather.onDatagram((datagram) => got.push(datagram));
  weather.onLost((datagram) => lost.push(datagram));
  const arrive = (text: string, from: SocketAddress) =>
    datagrams.fire({ bytes: Buffer.from(text), from });
  return { clock, weather, sent, got, lost, arrive };
}

describe('DatagramWeather', () => {
  it('is no layer at all while there is none', () => {
    const { clock, weather, sent, got, arrive } = setUp();
    const bytes = Buffer.from('hello');
    assert.deepEqual(weather.send(bytes, peer(1)), []);
    assert.equal(sent[0]?.bytes, bytes, 'the same buffer, not a copy');
    arrive('hi', peer(1));
    assert.deepEqual(got, [{ bytes: Buffer.from('hi'), from: peer(1) }]);
    assert.equal(clock.pending, 0);
    assert.equal(weather.isOn(peer(1)), false);
  });

  it('applies in both directions, to known peers and to strangers', async () => {
    const { clock, weather, sent, got, arrive } = setUp();
    weather.set({ delayMs: 100 }, [peer(1)]);
    weather.send(Buffer.from('out'), peer(1));
    arrive('in', peer(1));
    arrive('hello', peer(2));
    assert.equal(weather.isOn(peer(2)), true);
    await clock.advance(99);
    assert.deepEqual([sent, got], [[], []]);
    await clock.advance(1);
    assert.deepEqual(sent, [{ bytes: Buffer.from('out'), to: peer(1) }]);
    assert.deepEqual(
      got.map(({ bytes, from, transit }) => [bytes.toString(), from.port, transit?.delayMs]),
      [
        ['in', 1, 100],
        ['hello', 2, 100],
      ],
    );
  });

  it('can be that of one peer, or spare one', async () => {
    const { clock, weather, sent } = setUp();
    weather.setFor(peer(1), { delayMs: 100 });
    weather.send(Buffer.from('slow'), peer(1));
    weather.send(Buffer.from('fast'), peer(2));
    assert.deepEqual(
      sent.map(({ to }) => to.port),
      [2],
    );
    weather.set({ delayMs: 100 }, [peer(1), peer(2)]);
    assert.equal(sent.length, 2, 'what was under way arrives at once');
    weather.setFor(peer(2), undefined);
    weather.send(Buffer.from('fast'), peer(2));
    assert.equal(sent.length, 3);
    weather.remove(peer(2));
    weather.send(Buffer.from('slow'), peer(2));
    assert.equal(sent.length, 3, 'a peer that is forgotten is a stranger');
    await clock.advance(100);
    assert.equal(sent.length, 4);
  });

  it('says which datagrams it loses', async () => {
    const { clock, weather, got, lost, arrive } = setUp();
    weather.set({ loss: 50 }, [peer(1)]);
    for (let count = 0; count < 100; count += 1) arrive(String(count), peer(1));
    await clock.advance(1000);
    assert.equal(got.length + lost.length, 100);
    assert.ok(lost.length > 30 && lost.length < 70, `${lost.length} are lost`);
    const marks = Array.from({ length: 100 }, (_, n) => weather.send(Buffer.of(n), peer(1)));
    assert.ok(marks.some((each) => each.includes('lost')));
  });

  it('keeps strangers within the memory of one peer', () => {
    const { clock, weather, lost, arrive } = setUp();
    weather.set({ delayMs: 5000 }, []);
    for (let port = 1; port <= 5000; port += 1) arrive('x'.repeat(1000), peer(port));
    assert.ok(lost.length >= 5000 - 263, `${5000 - lost.length} are held`);
    assert.equal(clock.pending, 1, 'one lane');
  });

  it('delivers at once what is under way when it ends, and when the port closes', async () => {
    const { clock, weather, sent, got, arrive } = setUp();
    weather.set({ delayMs: 100 }, [peer(1)]);
    arrive('in', peer(1));
    weather.send(Buffer.from('out'), peer(1));
    weather.set(undefined, []);
    assert.equal(got.length, 1);
    assert.equal(sent.length, 1);
    weather.set({ delayMs: 100 }, [peer(1)]);
    weather.send(Buffer.from('goodbye'), peer(1));
    await weather.close();
    assert.equal(sent.length, 2);
    assert.equal(clock.pending, 0);
  });
});
