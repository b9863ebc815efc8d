import type { Arrival, ArrivalStage, RecordArrival } from '../../protocol/arrival';
import { BoundedMap } from '../../util/bounded-map';

/** Maximum number of addresses remembered; those that came last count. */
export const maxArrivals = 64;

/** Both ends of a connection, as a socket has them until it is closed. */
interface Ends {
  readonly remoteAddress?: string | undefined;
  readonly localAddress?: string | undefined;
}

/**
 * Remembers the latest connection from each address, and how far it got: a host whose guests can't join sees
 * whether anything arrives at all.
 */
export class Arrivals {
  private readonly latest = new BoundedMap<string, Arrival>(maxArrivals);

  /** @param now the time in ms since the Unix epoch */
  constructor(private readonly now: () => number) {}

  /**
   * Returns a function to call with how far this connection has got. Addresses are as the operating system reports
   * them.
   */
  of({ remoteAddress, localAddress }: Ends): RecordArrival {
    // Without an address, the connection has already ended.
    if (!remoteAddress) return () => {};
    const address = unmapped(remoteAddress);
    const ends = { address, ...(localAddress && { at: unmapped(localAddress) }) };
    let last: ArrivalStage | undefined;
    return (stage, code) => {
      const isDecided = last === 'waits' || last === 'joined';
      // A guest that was admitted or is in line got through; why it ends later says nothing about the connection.
      if (stage === last || (isDecided && stage === 'refused')) return;
      last = stage;
      const time = this.now();
      this.latest.set(address, { ...ends, time, stage, ...(code !== undefined && { code }) });
    };
  }

  /** The latest one goes last. */
  get list(): readonly Arrival[] {
    return [...this.latest.values()];
  }
}

function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
