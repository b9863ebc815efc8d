import { decodeDatagram } from '../../../src/net/lab-udp/datagram';
import { DatagramWire } from '../../../src/net/lab-udp/datagram-wire';
import { UdpSession } from '../../../src/net/lab-udp/udp-session';
import type { DatagramPort } from '../../../src/net/socket/udp';
import { defaultLimits } from '../../../src/protocol/limits';
import { noTap, type WireTap } from '../../../src/protocol/wire-event';
import type { Clock } from '../../../src/util/clock';
import { type Disposable, toDisposable } from '../../../src/util/disposable';

/** A clock that jumps from timer to timer, so that minutes of a session take milliseconds. */
export class VirtualClock implements Clock {
  private readonly timers = new Map<
    number,
    { readonly due: number; readonly callback: () => void }
  >();
  private time = 0;
  private made = 0;

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): Disposable {
    const id = this.made;
    this.made += 1;
    this.timers.set(id, { due: this.time + ms, callback });
    return toDisposable(() => this.timers.delete(id));
  }

  /** Runs timers in order until `ms` from the start have passed, or until `done`. */
  runUntil(ms: number, done: () => boolean = () => false): void {
    while (!done()) {
      let next: [number, { readonly due: number; readonly callback: () => void }] | undefined;
      for (const each of this.timers) {
        if (!next || each[1].due < next[1].due) next = each;
      }
      if (!next || next[1].due > ms) break;
      this.timers.delete(next[0]);
      this.time = next[1].due;
      next[1].callback();
    }
    if (!done()) this.time = Math.max(this.time, ms);
  }
}

export interface SimulatedOptions {
  readonly random: () => number;
  /** Share of the datagrams that are lost. */
  readonly loss: number;
  /** Share of the datagrams that arrive twice. */
  readonly duplicates: number;
  /** Bounds of the time that a datagram takes, in ms. */
  readonly delayMs: readonly [number, number];
  readonly bare?: boolean;
  readonly tap?: WireTap;
}

/** A hub's and a client's end of one session, and the network between them, in virtual time. */
export class SimulatedSession {
  readonly clock = new VirtualClock();
  readonly hub: UdpSession;
  readonly client: UdpSession;
  /** Whether nothing gets through any more. */
  severed = false;

  constructor(private readonly options: SimulatedOptions) {
    this.hub = this.end(9000, () => this.client);
    this.client = this.end(50412, () => this.hub);
  }

  private end(port: number, other: () => UdpSession): UdpSession {
    const { bare = false, tap = noTap } = this.options;
    const { clock } = this;
    const socket: DatagramPort = {
      address: { address: '127.0.0.1', port },
      onDatagram: () => toDisposable(() => {}),
      send: (bytes) => {
        this.pass(Buffer.from(bytes), other);
        return [];
      },
      close: () => Promise.resolve(),
    };
    const remote = { address: '127.0.0.1', port: 59_412 - port };
    const wire = new DatagramWire(socket, remote, Buffer.alloc(8, 1), { clock, tap });
    return new UdpSession({ clock, limits: defaultLimits, wire, bare });
  }

  private pass(bytes: Buffer, other: () => UdpSession): void {
    const {
      random,
      loss,
      duplicates,
      delayMs: [min, max],
    } = this.options;
    if (random() < loss || this.severed) return;
    const copies = random() < duplicates ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.clock.after(Math.round(min + random() * (max - min)), () => {
        const decoded = decodeDatagram(bytes);
        if (decoded.ok) other().receive(bytes, decoded.datagram);
      });
    }
  }
}
