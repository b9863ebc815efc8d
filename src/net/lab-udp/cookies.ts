import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SocketAddress } from '../../protocol/endpoint';
import type { Clock } from '../../util/clock';
import { cookieBytes } from './datagram';

/** How long a secret makes new cookies, in ms; they are accepted for as long again. */
export const cookieMs = 2 * 60_000;

/**
 * Proves that someone receives datagrams at the address it sends them from, without keeping anything about
 * it: only then does a hub remember it.
 */
export class Cookies {
  private readonly key = randomBytes(32);

  constructor(private readonly clock: Clock) {}

  /** The cookie for a session from this address. */
  make(from: SocketAddress, session: Uint8Array): Buffer {
    return this.ofPeriod(this.period, from, session);
  }

  /** Whether it was made for this session and address, in this period or the one before it. */
  check(cookie: Uint8Array, from: SocketAddress, session: Uint8Array): boolean {
    const { period } = this;
    return [period, period - 1].some((each) =>
      timingSafeEqual(this.ofPeriod(each, from, session), cookie),
    );
  }

  private get period(): number {
    return Math.floor(this.clock.now() / cookieMs);
  }

  /** Each period has its own secret, derived from the key. */
  private ofPeriod(period: number, { address, port }: SocketAddress, session: Uint8Array): Buffer {
    const secret = createHmac('sha256', this.key).update(`period ${period}`).digest();
    return createHmac('sha256', secret)
      .update(`${address} ${port} `)
      .update(session)
      .digest()
      .subarray(0, cookieBytes);
  }
}
