import { isIPv6 } from 'node:net';
import type { Clock } from '../../util/clock';
import { type Disposable, toDisposable } from '../../util/disposable';
import type { Limits } from '../limits';

/** Addresses remembered at a time; with more than these connected, further ones are turned away. */
const mostAddresses = 4096;

const minuteMs = 60_000;

interface Visitor {
  open: number;
  /** When it came in the last minute, the oldest first. */
  arrivals: number[];
}

/** Decides at the TCP connection, before a byte is read, whether its address may have one more. */
export class Admission {
  private readonly visitors = new Map<string, Visitor>();

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** Addresses remembered. */
  get size(): number {
    return this.visitors.size;
  }

  /**
   * Counts a connection from `address`, until the result is disposed; undefined when its address has
   * too many, or too many new ones.
   */
  enter(address: string): Disposable | undefined {
    const name = networkOf(address);
    const visitor = this.visitors.get(name) ?? this.meet(name);
    if (!visitor || visitor.open >= this.limits.connectionsPerAddress) return undefined;
    if (this.arrivals(visitor).length >= this.limits.newConnectionsPerMinute) return undefined;
    visitor.arrivals.push(this.clock.now());
    visitor.open += 1;
    return toDisposable(() => {
      visitor.open -= 1;
    });
  }

  private meet(name: string): Visitor | undefined {
    if (this.visitors.size >= mostAddresses) this.forget();
    if (this.visitors.size >= mostAddresses) return undefined;
    const visitor: Visitor = { open: 0, arrivals: [] };
    this.visitors.set(name, visitor);
    return visitor;
  }

  /** Forgets half of them, of those who have gone the ones that came first. */
  private forget(): void {
    for (const [name, { open }] of this.visitors) {
      if (this.visitors.size <= mostAddresses / 2) return;
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
