import { isIPv6 } from 'node:net';
import type { Limits } from '../../protocol/limits';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import { type Disposable, toDisposable } from '../../util/disposable';

const minuteMs = 60_000;

/** The chance that a connection is dropped for a new one, when that begins; it rises to 1. */
const firstChance = 0.3;

/** The chance that the oldest connection is the one, and not one of the next ones. */
const oldestChance = 0.5;

interface Visitor {
  open: number;
  /** When it came in the last minute, the oldest first. */
  arrivals: number[];
}

/** One connection that was admitted, until it is disposed. */
export interface Pass extends Disposable {
  /** It has shown who it is: nobody takes its place. */
  prove(): void;
  /** It is this member's: its address has places of its own from now on. */
  remember(member: string): void;
}

/**
 * Decides at the TCP connection, before a byte is read, whether its address may have one more. Those who
 * have not shown who they are share a bounded number of places: when these run short, a new connection
 * takes an old one's, the oldest first, by chance, so that nobody can hold all places by being there.
 * Members' addresses do not share them.
 */
export class Admission {
  private readonly visitors = new Map<string, Visitor>();
  /** How to drop those who have not shown who they are, the oldest first. */
  private readonly unproven = new Set<() => void>();
  /** Networks of members, by member, the newest last. */
  private readonly members: BoundedMap<string, readonly string[]>;
  /** How many members each of these networks is of. */
  private readonly reserved = new Map<string, number>();

  /** @param random from 0 to below 1 */
  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
    private readonly random: () => number = Math.random,
  ) {
    const max = limits.membersWithReservedAddresses;
    this.members = new BoundedMap(max, (_, names) => this.release(names));
  }

  /** Addresses remembered. */
  get size(): number {
    return this.visitors.size;
  }

  /** Connections that may be dropped for new ones. */
  get droppable(): number {
    return this.unproven.size;
  }

  /**
   * Counts a connection from `address`, until the result is disposed; undefined when its address has
   * too many, or too many new ones.
   *
   * @param drop called once, when another takes its place
   */
  enter(address: string, drop: () => void): Pass | undefined {
    const name = networkOf(address);
    const visitor = this.visitors.get(name) ?? this.meet(name);
    if (visitor.open >= this.limits.connectionsPerAddress) return undefined;
    if (this.arrivals(visitor).length >= this.limits.newConnectionsPerMinute) return undefined;
    visitor.arrivals.push(this.clock.now());
    visitor.open += 1;
    // A function of its own: the same one may have been given twice.
    const entry = () => drop();
    if (!this.reserved.has(name)) {
      this.makeRoom();
      this.unproven.add(entry);
    }
    const end = toDisposable(() => {
      this.unproven.delete(entry);
      visitor.open -= 1;
    });
    return {
      prove: () => void this.unproven.delete(entry),
      remember: (member) => this.reserve(member, name),
      dispose: () => end.dispose(),
    };
  }

  /** The member's addresses have no places of their own any more. */
  forget(member: string): void {
    this.release(this.members.get(member) ?? []);
    this.members.delete(member);
  }

  private makeRoom(): void {
    const { unprovenConnections: max, unprovenSoftLimit: softLimit } = this.limits;
    const count = this.unproven.size;
    if (count < softLimit) return;
    const share = (count - softLimit) / Math.max(1, max - softLimit);
    if (count < max && this.random() >= firstChance + (1 - firstChance) * share) return;
    const victim = this.choose();
    if (!victim) return;
    this.unproven.delete(victim);
    victim();
  }

  private choose(): (() => void) | undefined {
    let oldest: (() => void) | undefined;
    for (const drop of this.unproven) {
      oldest ??= drop;
      if (this.random() < oldestChance) return drop;
    }
    return oldest;
  }

  private reserve(member: string, name: string): void {
    const before = (this.members.get(member) ?? []).filter((known) => known !== name);
    this.forget(member);
    const names = [...before, name].slice(-this.limits.reservedAddressesPerMember);
    this.members.set(member, names);
    for (const each of names) this.reserved.set(each, (this.reserved.get(each) ?? 0) + 1);
  }

  private release(names: readonly string[]): void {
    for (const name of names) {
      const count = this.reserved.get(name) ?? 0;
      if (count > 1) this.reserved.set(name, count - 1);
      else this.reserved.delete(name);
    }
  }

  private meet(name: string): Visitor {
    if (this.visitors.size >= this.limits.knownAddresses) this.forgetVisitors();
    const visitor: Visitor = { open: 0, arrivals: [] };
    this.visitors.set(name, visitor);
    return visitor;
  }

  /** Forgets half of them, of those who have gone the ones that came first. */
  private forgetVisitors(): void {
    for (const [name, { open }] of this.visitors) {
      if (this.visitors.size <= this.limits.knownAddresses / 2) return;
      if (open === 0) this.visitors.delete(name);
    }
  }

  private arrivals(visitor: Visitor): readonly number[] {
    const now = this.clock.now();
    // What lies ahead was noted by a clock that has been set back since.
    visitor.arrivals = visitor.arrivals.filter((time) => time <= now && now - time < minuteMs);
    return visitor.arrivals;
  }
}

/**
 * What counts as one address: an IPv4 address, also where it is written as IPv6; of IPv6 its first 64
 * bits, since whoever has one address of such a network has them all. Link-local addresses, whose
 * first 64 bits everybody shares, count one by one.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain) || /^fe[89ab]/i.test(plain)) return address;
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const missing = 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
    groups.push(...Array<string>(Math.max(0, missing)).fill('0'));
    if (tail !== '') groups.push(...tail.split(':'));
  }
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
