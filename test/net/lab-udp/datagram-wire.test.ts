import assert from 'node:assert/strict';
import type { Datagram } from '../../../src/net/lab-udp/datagram';
import { DatagramWire } from '../../../src/net/lab-udp/datagram-wire';
import type { WireEvent } from '../../../src/protocol/wire-event';
import { FakeClock } from '../../helpers/fake-clock';

const hub = { address: '127.0.0.1', port: 9000 };
const client = { address: '127.0.0.1', port: 50412 };

function setUp(enabled = true) {
  const events: WireEvent[] = [];
  const sent: Uint8Array[] = [];
  const port = {
    address: hub,
    onDatagram: () => ({ dispose() {} }),
    send: (bytes: Uint8Array) => {
      sent.push(bytes);
      return ['lost'] as const;
    },
    close: async () => {},
  };
  const tap = { enabled, record: (event: WireEvent) => events.push(event) };
  const wire = new DatagramWire(port, client, Buffer.alloc(8), { clock: new FakeClock(), tap });
  const shown = () =>
    events.map(({ direction, summary, textAt = 0, bytes, marks }) => [
      direction,
      summary,
      `${Buffer.from(bytes.subarray(textAt))}`,
      ...marks,
    ]);
  return { wire, sent, events, shown };
}

describe('DatagramWire', () => {
  it('tells the tap what each datagram is, what it says, and what has happened to it', () => {
    const { wire, sent, shown, events } = setUp();
    const body = Buffer.from('你好');
    const say = { type: 'say', number: 3, body } as const;
    const datagrams: Datagram[] = [
      { type: 'hello', cookie: Buffer.alloc(16) },
      { type: 'welcome', name: "('127.0.0.1', 50412)", bare: true, position: 1 },
      { ...say, more: true },
      { type: 'ack', number: 3, bitmap: 0b1010 },
    ];
    for (const datagram of datagrams) wire.send(datagram);
    wire.send({ ...say, more: false }, 'retransmission');
    assert.deepEqual(shown(), [
      ['out', 'HELLO', '', 'lost'],
      ['out', 'WELCOME waiting 1 bare', "('127.0.0.1', 50412)", 'lost'],
      ['out', 'SAY 3 more', '你好', 'lost'],
      ['out', 'ACK 3 +5 +7', '', 'lost'],
      ['out', 'SAY 3', '你好', 'retransmission', 'lost'],
    ]);
    wire.received(sent[4] as Uint8Array, 'duplicate-dropped');
    wire.received(Buffer.from('something else'));
    assert.deepEqual(shown().slice(5), [
      ['in', 'SAY 3', '你好', 'duplicate-dropped'],
      ['in', undefined, 'something else'],
    ]);
    assert.deepEqual(events[0]?.connection.peer, "('127.0.0.1', 50412)");
  });

  it('decodes nothing while nobody looks', () => {
    const { wire, sent, events } = setUp(false);
    wire.send({ type: 'ping' });
    wire.received(sent[0] as Uint8Array);
    assert.equal(events.length, 0);
  });
});
