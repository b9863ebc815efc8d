import type { Arrival, ArrivalStage } from '../../protocol/arrival';
import { BoundedMap } from '../../util/bounded-map';

/** The most addresses remembered; those that came last count. */
export const maxArrivals = 64;

/**
 * Remembers the latest connection from each address, and how far it got: a host whose guests can't join sees
 * whether anything arrives at all.
 */
export class Arrivals {
  private readonly latest = new BoundedMap<string, Arrival>(maxArrivals);

  /** @param now the time in ms since the Unix epoch */
  constructor(private readonly now: () => number) {}

  /** Notes how far a connection has got. `address`: as the operating system reports it. */
  note(address: string | undefined, stage: ArrivalStage, code?: string): void {
    // Without an address, the connection has already ended.
    if (!address) return;
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const time = this.now();
    this.latest.set(plain, { address: plain, time, stage, ...(code !== undefined && { code }) });
  }

  /** The one that came last is the last. */
  get list(): readonly Arrival[] {
    return [...this.latest.values()];
  }
}
