import { BackoffTimer } from '../../../src/net/deskmate/retry-timer';
import type { MemberLink, Ticket } from '../../../src/protocol/member-link';
import { NetError } from '../../../src/protocol/net-error';
import type { Network } from '../../../src/protocol/network';
import type { RoomServer } from '../../../src/protocol/room-server';
import { type Clock, delay } from '../../../src/util/clock';
import { FakeClock } from '../fake-clock';
import { MemoryNetwork } from '../memory-network';
import type { NetworkPath } from '../memory-socket';
import { pacedLimits } from './member-window';

const limits = pacedLimits(1);

/** How long a line takes at most, in ms. */
const latencyMs = 20;

/** How many lines move in that time. */
const maxLines = 40;

/** A computer, as the network sees it. */
export interface VirtualComputer {
  readonly name: string;
  /** Since when it neither sends nor reads anything, in ms since the Unix epoch. */
  readonly deafSince: number | undefined;
}

interface Connection {
  readonly path: NetworkPath;
  cut(): void;
}

/**
 * A network in memory, in virtual time, with all of deskmate/1 except TLS. In which order lines of different
 * connections arrive is up to `random`.
 */
export class VirtualLan {
  readonly clock = new FakeClock();
  private readonly network = new MemoryNetwork(this.clock);
  private connections: Connection[] = [];
  /** On which computer a server listens, by its port, and its pin. */
  private readonly servers = new Map<
    number,
    { readonly at: VirtualComputer; readonly pin: string }
  >();
  /** Between which computers nothing arrives, and since when. */
  private readonly cuts = new Map<string, number>();

  constructor(private readonly random: () => number) {}

  /** Makes what the next servers need and what would take real time later, in which virtual time passes. */
  prepare(servers: number): Promise<void> {
    return this.network.prepare(servers);
  }

  /** Nothing that one computer sends arrives at the other, and back, or everything does again. */
  setLink(one: VirtualComputer, other: VirtualComputer, isCut: boolean): void {
    if (isCut) this.cuts.set(linkOf(one, other), this.clock.now());
    else this.cuts.delete(linkOf(one, other));
    this.updateVoters();
  }

  /** Lets this much time pass. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + Math.ceil(ms);
    while (this.clock.now() < end) {
      const isQuiet = await this.move();
      const latency = 1 + Math.floor(latencyMs * this.random());
      const next = isQuiet ? (this.clock.due ?? end) : this.clock.now() + latency;
      // At least now and then, because connections break without a timer.
      const until = Math.min(next, end, this.clock.now() + 1000);
      await this.clock.advance(until - this.clock.now());
      this.breakDead();
    }
  }

  /** To call when a computer becomes deaf, or hears again. */
  updateVoters(): void {
    const servers = [...this.servers.values()];
    for (const [index, one] of servers.entries()) {
      for (const other of servers.slice(index + 1)) {
        const isCut = this.cutSince(one.at, other.at) !== undefined;
        if (isCut) this.network.voters.cut(one.pin, other.pin);
        else this.network.voters.mend(one.pin, other.pin);
      }
    }
  }

  /**
   * The network of a program on this computer.
   * @param isAlive whether that program still runs
   */
  of(computer: VirtualComputer, clock: Clock, isAlive: () => boolean): VirtualNetwork {
    const { network, random } = this;
    const ports = new Set<number>();
    const links = new Set<MemberLink>();
    const reachable = (port: number) => {
      const server = this.servers.get(port);
      return server && this.cutSince(computer, server.at) === undefined;
    };
    const timeOut = async (signal: AbortSignal) => {
      await delay(clock, limits.connectMs, signal);
      throw new NetError(signal.aborted ? 'cancelled' : 'timed-out', 'nothing answers');
    };
    const own: Network = {
      wide: () => network.wide(),
      listen: async (options) => {
        const server = await network.listen(options);
        if (!isAlive()) {
          network.kill(server.port);
          return new Promise<RoomServer>(() => {});
        }
        ports.add(server.port);
        this.servers.set(server.port, { at: computer, pin: server.access?.pin ?? '' });
        this.updateVoters();
        return server;
      },
      connectByInvite: async (ticket: Ticket, signal) => {
        const server = this.servers.get(ticket.port);
        if (server && !reachable(ticket.port)) await timeOut(signal);
        if (server && server.pin !== ticket.pin) throw new NetError('wrong-pin', 'another server');
        const cutSince = () => server && this.cutSince(computer, server.at);
        const path = {
          get cutSince() {
            return cutSince();
          },
        };
        const { cut, link } = network.connect(ticket, path);
        // By the clock of its own computer.
        const heardAt = () => clock.now() - this.clock.now() + (cutSince() ?? this.clock.now());
        Object.defineProperty(link, 'heardAt', { get: heardAt });
        this.connections.push({ path, cut });
        links.add(link);
        return link;
      },
      reach: async ({ port }, signal) => {
        if (this.servers.has(port) && !reachable(port)) await timeOut(signal);
        if (!network.isListening(port)) throw new NetError('refused', 'nothing is listening');
      },
      retryTimer: () =>
        new BackoffTimer({
          ...{ clock, minMs: limits.retryMinMs, maxMs: limits.retryMaxMs, random },
          interfaces: () => ({}),
        }),
      reachable: (address) => network.reachable(address),
      randomId: () => network.randomId(),
      ...{ successorKey: network.successorKey, encoding: network.encoding },
      ...{ guessEncoding: network.guessEncoding, hasher: network.hasher, knock: network.knock },
      ...{ putFile: network.putFile, getFile: network.getFile, enterCode: network.enterCode },
      identityOf: (access) => network.identityOf(access),
      connectLab: () => network.connectLab(),
    };
    const kill = () => {
      for (const port of ports) network.kill(port);
      for (const link of links) link.drop();
    };
    return { network: own, kill };
  }

  /** Moves some lines. Returns whether nothing moves any more. */
  private async move(): Promise<boolean> {
    const choose = (count: number) => Math.floor(this.random() * count);
    const most = Math.floor(this.random() * maxLines);
    for (let moved = 0; moved < most; moved += 1) {
      // Whatever a line leads to happens before the next one arrives, as with sockets.
      if (!this.network.step(choose)) return true;
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.network.tidy();
    return false;
  }

  /** Ends the connections over which nothing has come for too long. */
  private breakDead(): void {
    const now = this.clock.now();
    this.connections = this.connections.filter(({ cut, path }) => {
      const isDead = now - (path.cutSince ?? now) > limits.deadMs;
      if (isDead) cut();
      return !isDead;
    });
  }

  private cutSince(one: VirtualComputer, other: VirtualComputer): number | undefined {
    const since = [one.deafSince, other.deafSince, this.cuts.get(linkOf(one, other))];
    const times = since.filter((time) => time !== undefined);
    return times.length > 0 && one !== other ? Math.min(...times) : undefined;
  }
}

/** A program's network. */
export interface VirtualNetwork {
  readonly network: Network;
  /** Ends everything that the program has open. */
  kill(): void;
}

function linkOf(one: VirtualComputer, other: VirtualComputer): string {
  return [one.name, other.name].sort().join(' ');
}
