import type { NearbyRoom } from '../../protocol/announcement';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import { type DnsQuestion, type DnsRecord, decodeMessage, encodeMessage } from './dns-message';
import { isOnAdapter, isOnLink, type Link, multicastPort } from './link';
import { type LinkSocket, LinkSockets, type Links, type ReceivedDatagram } from './link-sockets';
import { announcementTtl, instanceName, serviceName } from './room-records';
import { RoomTable } from './room-table';

/** When to ask, in ms after the start; then every {@link lastGapMs}. */
const rounds = [0, 1000, 2000, 4000, 8000, 16_000, 32_000];
const lastGapMs = 60_000;

/** The first round that asks beyond the multicast group: where multicast works, a reply has arrived by then. */
const broadcastRound = 1;
const unicastRound = 2;

/** Maximum number of computers to ask individually: remembered ones, then neighbors. */
const maxRemembered = 16;
const maxNeighbors = 32;

/** Maximum number of renewals sent in a second. */
const maxRenewals = 32;

/** Maximum number of rooms that a query lists as known, so that it fits one datagram. */
const maxKnown = 16;

export interface BrowserDeps {
  readonly links: Links;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Addresses of computers that hosted a room before, the latest first. */
  readonly remembered: readonly string[];
  /** IPv4 addresses of computers that this one communicated with recently, from its ARP table. */
  neighbors(): Promise<readonly string[]>;
}

/**
 * Looks for rooms on the networks of this computer, until it is disposed: first by multicast DNS on every link, then by
 * broadcast, then by asking known computers individually. Never scans a network.
 */
export class Browser implements Disposable {
  private readonly store = new DisposableStore();
  private readonly table = new RoomTable();
  private readonly changes = this.store.add(new Emitter<void>());
  /** Fires when {@link rooms} changes. */
  readonly onDidChange = this.changes.event;
  /** On port 5353: hears announcements and goodbyes. */
  private readonly listening: LinkSockets;
  /** Gets replies that are for this window only. */
  private readonly asking: LinkSockets;
  private round = 0;
  private nextRound: Disposable | undefined;
  private watch: Disposable | undefined;
  /** The current second, and who was sent renewals in it. */
  private renewals = { second: 0, to: new Set<string>() };
  private isDisposed = false;

  constructor(private readonly deps: BrowserDeps) {
    const { links, clock, logger } = deps;
    const common = {
      links,
      clock,
      logger,
      onDatagram: (got: ReceivedDatagram) => this.receive(got),
    };
    this.listening = this.store.add(
      new LinkSockets({
        ...common,
        role: 'multicast',
        onOpen: (_link, socket) => this.askGroup(socket),
      }),
    );
    this.asking = this.store.add(
      new LinkSockets({
        ...common,
        role: 'unicast',
        onOpen: (link, socket) => {
          socket.multicast(query({ unicast: true }));
          this.askWidely(link, socket);
        },
      }),
    );
    this.next();
  }

  get rooms(): readonly NearbyRoom[] {
    return this.table.rooms;
  }

  dispose(): void {
    this.isDisposed = true;
    this.nextRound?.dispose();
    this.watch?.dispose();
    this.store.dispose();
  }

  /** Waits for the next round. The first questions are asked as the sockets open. */
  private next(): void {
    const at = rounds[this.round] ?? 0;
    const after = rounds[this.round + 1];
    const wait = after === undefined ? lastGapMs : after - at;
    this.nextRound = this.deps.clock.after(wait, () => {
      this.round += 1;
      this.ask();
      if (!this.isDisposed) this.next();
    });
  }

  private ask(): void {
    for (const [, socket] of this.listening.sockets) this.askGroup(socket);
    for (const [link, socket] of this.asking.sockets) this.askWidely(link, socket);
    if (this.round >= unicastRound) void this.askKnown();
  }

  private askGroup(socket: LinkSocket): void {
    const known = this.table.knownIds(this.deps.clock.now()).slice(0, maxKnown);
    socket.multicast(query({ unicast: false, known }));
  }

  private askWidely({ broadcast: address }: Link, socket: LinkSocket): void {
    if (this.round < broadcastRound || address === undefined) return;
    socket.send(query({ unicast: true }), { address, port: multicastPort });
  }

  private async askKnown(): Promise<void> {
    const { neighbors, remembered } = this.deps;
    const near = await neighbors();
    if (this.isDisposed) return;
    for (const [link, socket] of this.asking.sockets) {
      const there = (address: string) => isOnLink(link, address);
      const hosts = [
        ...remembered.filter(there).slice(0, maxRemembered),
        ...near.filter(there).slice(0, maxNeighbors),
      ].filter((address) => !link.addresses.includes(address));
      for (const address of new Set(hosts)) {
        socket.send(query({ unicast: true }), { address, port: multicastPort });
      }
    }
  }

  private receive({ bytes, from, link }: ReceivedDatagram): void {
    const message = decodeMessage(bytes);
    if (!message?.isResponse) return;
    const changed = this.table.take(message, {
      source: sourceOn(link, from.address),
      now: this.deps.clock.now(),
      isNear: (address) => isOnAdapter(link, address),
    });
    this.watchTimes();
    if (changed) this.changes.fire();
  }

  /** Waits until an announcement has to be renewed, or expires. */
  private watchTimes(): void {
    const { clock } = this.deps;
    this.watch?.dispose();
    const { next } = this.table;
    if (next === undefined) return;
    this.watch = clock.after(Math.max(0, next - clock.now()), () => {
      this.renew(this.table.due(clock.now()));
      const changed = this.table.expire(clock.now());
      this.watchTimes();
      if (changed) this.changes.fire();
    });
  }

  /**
   * Asks the hosts of rooms to announce them again. Also by broadcast: of several windows on one computer, only one
   * gets what is sent to that computer. Asks each computer and network at most once a second, and few computers: forged
   * announcements must not make this one send more than that.
   */
  private renew(due: ReturnType<RoomTable['due']>): void {
    const asked = new Set<Link>();
    for (const [source, { id, instances }] of due) {
      const [link, socket] = this.asking.sockets.find(([link]) => isOnLink(link, source)) ?? [];
      if (!link || !socket || !this.mayRenew(source)) continue;
      asked.add(link);
      const unicast = true;
      const questions: readonly DnsQuestion[] = [
        { name: serviceName, type: 'PTR', unicast },
        ...instances.flatMap((name): DnsQuestion[] => [
          { name, type: 'SRV', unicast },
          { name, type: 'TXT', unicast },
        ]),
      ];
      const bytes = encodeMessage({ id, isResponse: false, questions, records: [] });
      socket.send(bytes, { address: source, port: multicastPort });
    }
    for (const link of asked) {
      const socket = this.asking.socketOf(link);
      if (socket && this.mayRenew(link.key)) this.askWidely(link, socket);
    }
  }

  /** @param to the address of a computer, or the key of a network */
  private mayRenew(to: string): boolean {
    const second = Math.floor(this.deps.clock.now() / 1000);
    if (second !== this.renewals.second) this.renewals = { second, to: new Set() };
    const sent = this.renewals.to;
    if (sent.has(to) || sent.size >= maxRenewals) return false;
    sent.add(to);
    return true;
  }
}

/** The question for rooms. @param known ids of rooms that need no reply */
function query({
  unicast,
  known = [],
}: {
  readonly unicast: boolean;
  readonly known?: readonly string[];
}): Buffer {
  const records = known.map(
    (id): DnsRecord => ({
      ...{ name: serviceName, type: 'PTR', target: instanceName(id) },
      ...{ ttl: announcementTtl / 2, flush: false },
    }),
  );
  const questions = [{ name: serviceName, type: 'PTR', unicast } as const];
  return encodeMessage({ id: 0, isResponse: false, questions, records });
}

/** A link-local address is only complete with its zone. */
function sourceOn({ zone }: Link, address: string): string {
  const isLinkLocal = /^fe[89ab]/i.test(address);
  return isLinkLocal && zone !== undefined && !address.includes('%')
    ? `${address}%${zone}`
    : address;
}
