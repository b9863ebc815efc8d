import { isIPv6 } from 'node:net';
import type { Limits } from '../../protocol/limits';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';

const minuteMs = 60_000;

/** The probability, at the soft limit, that a new connection replaces an old one; it rises to 1. */
const firstChance = 0.3;

/** The probability that the oldest connection is replaced rather than a later one. */
const oldestChance = 0.5;

interface Visitor {
  open: number;
  /** Times of its new connections in the last minute, oldest first, in ms. */
  arrivals: number[];
}

/** An admitted connection, until it is disposed. */
export class AdmissionSlot implements Disposable {
  private isOpen = true;

  /** @param drop undefined for a connection that no other one replaces */
  constructor(
    private readonly admission: Admission,
    private readonly visitor: Visitor,
    private readonly network: string,
    private drop: (() => void) | undefined,
  ) {}

  /** Marks the connection as authenticated: no other connection replaces it. */
  markAuthenticated(): void {
    this.drop = undefined;
    this.admission.prove(this);
  }

  /** Assigns the connection to a member, and reserves connections for its address. */
  remember(member: string): void {
    this.admission.reserve(member, this.network);
  }

  /** Closes the connection, because another one replaces it. */
  giveWay(): void {
    const { drop } = this;
    this.markAuthenticated();
    drop?.();
  }

  dispose(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.markAuthenticated();
    this.visitor.open -= 1;
  }
}

/**
 * Decides before a TCP connection is read whether its address may have another one. Unauthenticated
 * connections are limited in number: near the limit, a new connection replaces an old one, chosen at random
 * with a preference for the oldest, so that no one can hold all of them by staying connected. Connections
 * from members' addresses don't count.
 */
export class Admission {
  private readonly visitors = new Map<string, Visitor>();
  /** Unauthenticated connections, oldest first. */
  private readonly unproven = new Set<AdmissionSlot>();
  /** Each member's networks, newest last. */
  private readonly members: BoundedMap<string, readonly string[]>;
  /** How many members use each reserved network. */
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

  /** Number of addresses remembered. */
  get size(): number {
    return this.visitors.size;
  }

  /** Number of connections that new ones may replace. */
  get droppable(): number {
    return this.unproven.size;
  }

  /**
   * Counts a connection from `address` until the result is disposed. Undefined if the address has too many
   * connections, or too many new ones.
   *
   * @param drop called once, if another connection replaces it
   */
  enter(address: string, drop: () => void): AdmissionSlot | undefined {
    const name = networkOf(address);
    const visitor = this.visitors.get(name) ?? this.addVisitor(name);
    const { limits } = this;
    // Each member's files have connections of their own.
    const members = this.reserved.get(name) ?? 0;
    const most = limits.connectionsPerAddress + members * limits.fileConnections;
    const mostNew = limits.newConnectionsPerMinute + members * limits.fileConnectionsPerMinute;
    if (visitor.open >= most || this.arrivals(visitor).length >= mostNew) return undefined;
    visitor.arrivals.push(this.clock.now());
    visitor.open += 1;
    if (this.reserved.has(name)) return new AdmissionSlot(this, visitor, name, undefined);
    this.replaceOldest();
    const slot = new AdmissionSlot(this, visitor, name, drop);
    this.unproven.add(slot);
    return slot;
  }

  /** Called when a connection can't be replaced any more. */
  prove(slot: AdmissionSlot): void {
    this.unproven.delete(slot);
  }

  /** Reserves connections for a member's address. */
  reserve(member: string, name: string): void {
    const before = (this.members.get(member) ?? []).filter((known) => known !== name);
    this.forget(member);
    const names = [...before, name].slice(-this.limits.reservedAddressesPerMember);
    this.members.set(member, names);
    for (const each of names) this.reserved.set(each, (this.reserved.get(each) ?? 0) + 1);
  }

  /** Releases the member's reserved addresses. */
  forget(member: string): void {
    this.release(this.members.get(member) ?? []);
    this.members.delete(member);
  }

  private replaceOldest(): void {
    const { unprovenConnections: max, unprovenSoftLimit: softLimit } = this.limits;
    const count = this.unproven.size;
    if (count < softLimit) return;
    const share = (count - softLimit) / Math.max(1, max - softLimit);
    if (count < max && this.random() >= firstChance + (1 - firstChance) * share) return;
    this.choose()?.giveWay();
  }

  private choose(): AdmissionSlot | undefined {
    let oldest: AdmissionSlot | undefined;
    for (const slot of this.unproven) {
      oldest ??= slot;
      if (this.random() < oldestChance) return slot;
    }
    return oldest;
  }

  private release(names: readonly string[]): void {
    for (const name of names) {
      const count = this.reserved.get(name) ?? 0;
      if (count > 1) this.reserved.set(name, count - 1);
      else this.reserved.delete(name);
    }
  }

  private addVisitor(name: string): Visitor {
    if (this.visitors.size >= this.limits.knownAddresses) this.forgetVisitors();
    const visitor: Visitor = { open: 0, arrivals: [] };
    this.visitors.set(name, visitor);
    return visitor;
  }

  /** Forgets up to half of the visitors: those without a connection, oldest first. */
  private forgetVisitors(): void {
    for (const [name, { open }] of this.visitors) {
      if (this.visitors.size <= this.limits.knownAddresses / 2) return;
      if (open === 0) this.visitors.delete(name);
    }
  }

  private arrivals(visitor: Visitor): readonly number[] {
    const now = this.clock.now();
    const { arrivals } = visitor;
    // A time in the future is from before the clock was set back.
    const isOver = (time: number) => time > now || now - time >= minuteMs;
    // They came in order, so nearly always nothing has to be copied.
    if (isOver(arrivals[0] ?? now)) visitor.arrivals = arrivals.filter((time) => !isOver(time));
    return visitor.arrivals;
  }
}

/**
 * What counts as one address: an IPv4 address, also if it is mapped to IPv6, or the /64 network of an IPv6
 * address, because one computer can use all of it. Link-local addresses share one /64, so each counts
 * separately.
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
