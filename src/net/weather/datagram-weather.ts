import type { SocketAddress } from '../../protocol/endpoint';
import type { Transit } from '../../protocol/transit';
import type { Weather } from '../../protocol/weather';
import type { WireMark } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { DatagramPort } from '../socket/udp';
import { DatagramLane } from './datagram-lane';

/** A datagram from a peer, and how it got here through the weather. */
export interface IncomingDatagram {
  readonly bytes: Buffer;
  readonly from: SocketAddress;
  /** Both absent without weather. */
  readonly transit?: Transit;
  readonly marks?: readonly WireMark[];
}

interface Lanes {
  readonly incoming: DatagramLane;
  readonly outgoing: DatagramLane;
}

/**
 * A port whose datagrams go through the weather, for all peers or for single ones. Peers that aren't known
 * share two lanes, so that strangers don't use up memory. Without weather, there are no lanes.
 */
export class DatagramWeather implements DatagramPort {
  private readonly datagrams = new Emitter<IncomingDatagram>();
  readonly onDatagram = this.datagrams.event;
  private readonly losses = new Emitter<IncomingDatagram>();
  /** Fires with a datagram from a peer that is lost; it doesn't arrive. */
  readonly onLost = this.losses.event;
  /** The weather for all; undefined for none. */
  private all: Weather | undefined;
  /** Counts pairs of lanes, so that each gets different decisions from the same seed. */
  private count = 0;
  /** The known peers with weather, by address and port; undefined for one who is spared. */
  private readonly peers = new Map<string, Lanes | undefined>();
  private strangers: Lanes | undefined;

  constructor(
    private readonly port: DatagramPort,
    private readonly clock: Clock,
  ) {
    port.onDatagram(({ bytes, from }) => {
      const lanes = this.lanesOf(from);
      if (!lanes) this.datagrams.fire({ bytes, from });
      else if (lanes.incoming.push(bytes, from).includes('lost')) this.losses.fire({ bytes, from });
    });
  }

  get address(): SocketAddress {
    return this.port.address;
  }

  /** Sets the weather for all peers; undefined for none. What is under way arrives at once. */
  set(weather: Weather | undefined, peers: Iterable<SocketAddress>): void {
    this.clear();
    this.all = weather;
    this.count = 0;
    if (!weather) return;
    for (const peer of peers) this.add(peer);
  }

  /** Sets the weather for one peer; undefined for none. */
  setFor(peer: SocketAddress, weather: Weather | undefined): void {
    this.remove(peer);
    if (weather || this.all) this.peers.set(keyOf(peer), weather && this.lanes(weather));
  }

  /** Gives a peer lanes of its own. */
  add(peer: SocketAddress): void {
    if (this.all) this.peers.set(keyOf(peer), this.lanes(this.all));
  }

  /** Forgets a peer; what is under way arrives at once. */
  remove(peer: SocketAddress): void {
    const key = keyOf(peer);
    const lanes = this.peers.get(key);
    this.peers.delete(key);
    flush(lanes);
  }

  /** Whether there is weather between here and a peer. */
  isOn(peer: SocketAddress): boolean {
    return this.lanesOf(peer) !== undefined;
  }

  send(bytes: Uint8Array, to: SocketAddress): readonly WireMark[] {
    const lanes = this.lanesOf(to);
    if (!lanes) return this.port.send(bytes, to);
    return lanes.outgoing.push(Buffer.from(bytes), to);
  }

  close(): Promise<void> {
    this.clear();
    this.datagrams.dispose();
    return this.port.close();
  }

  private lanesOf(peer: SocketAddress): Lanes | undefined {
    if (!this.all && this.peers.size === 0) return undefined;
    const key = keyOf(peer);
    if (this.peers.has(key)) return this.peers.get(key);
    if (this.all) this.strangers ??= this.lanes(this.all);
    return this.strangers;
  }

  private lanes(weather: Weather): Lanes {
    const number = 2 * this.count;
    this.count += 1;
    return {
      incoming: new DatagramLane(weather, number, this.clock, ({ peer: from, ...arrival }) =>
        this.datagrams.fire({ from, ...arrival }),
      ),
      outgoing: new DatagramLane(weather, number + 1, this.clock, ({ bytes, peer }) => {
        this.port.send(bytes, peer);
      }),
    };
  }

  /** Ends all weather; what is under way arrives at once. */
  private clear(): void {
    const lanes = [...this.peers.values(), this.strangers];
    this.all = undefined;
    this.peers.clear();
    this.strangers = undefined;
    for (const each of lanes) flush(each);
  }
}

function flush(lanes: Lanes | undefined): void {
  lanes?.outgoing.flush();
  lanes?.incoming.flush();
}

function keyOf({ address, port }: SocketAddress): string {
  return `${address} ${port}`;
}
