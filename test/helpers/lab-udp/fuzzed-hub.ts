import assert from 'node:assert/strict';
import {
  type Datagram,
  decodeDatagram,
  encodeDatagram,
  maxDatagramBytes,
} from '../../../src/net/lab-udp/datagram';
import { UdpServer } from '../../../src/net/lab-udp/udp-server';
import type { SocketAddress } from '../../../src/protocol/endpoint';
import type { GuestLink } from '../../../src/protocol/guest-link';
import { defaultLimits } from '../../../src/protocol/limits';
import { noTap } from '../../../src/protocol/wire-event';
import { Emitter } from '../../../src/util/event';
import { seededRandom } from '../../../src/util/seeded-random';
import { VirtualClock } from './simulated-network';

const session = Buffer.from('0123456789abcdef', 'hex');
const member = { address: '192.0.2.1', port: 1 };

/** A hub that gets datagrams without a network, and what it answers to each address. */
class FuzzedHub {
  readonly clock = new VirtualClock();
  readonly sent = new Map<string, number>();
  readonly received = new Map<string, number>();
  readonly guests: GuestLink[] = [];
  ends = 0;
  private last: Datagram | undefined;
  private readonly datagrams = new Emitter<{ bytes: Buffer; from: SocketAddress }>();

  constructor() {
    const port = {
      address: { address: '192.0.2.100', port: 9000 },
      onDatagram: this.datagrams.event,
      send: (bytes: Uint8Array, { address }: SocketAddress) => {
        this.sent.set(address, (this.sent.get(address) ?? 0) + bytes.length);
        const decoded = decodeDatagram(Buffer.from(bytes));
        assert.ok(decoded.ok, 'the hub sends sound datagrams only');
        this.last = decoded.datagram;
        return [];
      },
      close: () => Promise.resolve(),
    };
    const { clock } = this;
    const server = new UdpServer(port, false, { clock, limits: defaultLimits, tap: noTap });
    server.onGuest((guest) => {
      this.guests.push(guest);
      guest.onEnd(() => {
        this.ends += 1;
      });
      guest.admit({} as Parameters<GuestLink['admit']>[0]);
      guest.listen();
    });
  }

  receive(bytes: Buffer, from: SocketAddress): void {
    const { address } = from;
    this.received.set(address, (this.received.get(address) ?? 0) + bytes.length);
    this.datagrams.fire({ bytes, from });
  }

  /** Lets a client in. */
  enter(from: SocketAddress): void {
    this.receive(encodeDatagram(session, { type: 'hello', cookie: Buffer.alloc(16) }), from);
    assert.equal(this.last?.type, 'cookie');
    this.receive(encodeDatagram(session, { ...this.last, type: 'hello' } as Datagram), from);
    assert.equal(this.guests.length, 1);
  }
}

/**
 * Sends a hub arbitrary datagrams, from a member and from strangers, most of them nearly right.
 * @throws {AssertionError} if it keeps anything for strangers, sends them more than they sent, or ends the
 * member
 */
export function fuzzHub(count: number, seed: number): void {
  const random = seededRandom(seed);
  const hub = new FuzzedHub();
  hub.enter(member);
  const below = (max: number) => Math.floor(random() * max);
  for (let done = 0; done < count; done += 1) {
    const bytes = Buffer.alloc(random() < 0.8 ? below(120) : below(maxDatagramBytes + 40));
    for (let at = 0; at < bytes.length; at += 1 + below(8)) bytes[at] = below(256);
    if (random() < 0.9) bytes.write('D1', 'latin1');
    // Anything but BYE, which may end the session of whoever has its number.
    if (bytes.length > 2) bytes[2] = 1 + below(6);
    if (random() < 0.5 && bytes.length >= 12) session.copy(bytes, 4);
    if (random() < 0.5 && bytes.length >= 16) bytes.writeUInt32BE(below(100), 12);
    const stranger = { address: `198.51.100.${below(200)}`, port: 1 + below(65_535) };
    hub.receive(bytes, random() < 0.3 ? member : stranger);
    if (done % 1000 === 0) hub.clock.runUntil(hub.clock.now() + 100);
  }
  assert.deepEqual([hub.guests.length, hub.ends], [1, 0]);
  for (const [address, sent] of hub.sent) {
    if (address !== member.address) assert.ok(sent <= (hub.received.get(address) ?? 0), address);
  }
}
