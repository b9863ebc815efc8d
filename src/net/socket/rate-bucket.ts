import type { Clock } from '../../util/clock';

/**
 * Allows `burst` steps at once and `perSecond` in the long run. A step taken beyond that is a debt:
 * nothing is refused, but `waitMs` tells how long to do nothing until it is paid.
 */
export class RateBucket {
  private tokens: number;
  private since: number;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
    this.since = clock.now();
  }

  /** Milliseconds until there is a token; 0 when there is one. */
  get waitMs(): number {
    this.refill();
    return this.debtMs;
  }

  /** Takes so many steps, and gives `waitMs` as it is then. */
  take(steps = 1): number {
    this.refill();
    this.tokens -= steps;
    return this.debtMs;
  }

  private get debtMs(): number {
    return this.tokens >= 1 ? 0 : Math.ceil(((1 - this.tokens) / this.perSecond) * 1000);
  }

  private refill(): void {
    const now = this.clock.now();
    // A clock that was set back gives nothing, and takes nothing.
    const passed = Math.max(0, now - this.since);
    this.since = now;
    this.tokens = Math.min(this.burst, this.tokens + (passed / 1000) * this.perSecond);
  }
}
