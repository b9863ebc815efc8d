import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';

/** How often one member may nudge another, in ms. */
export const nudgeMs = 60_000;

/** Maximum number of pairs of members remembered: more than nudge in a minute in any room. */
const maxPairs = 10_000;

/** Limits how often a member nudges another. */
export class NudgeLimiter {
  /** When each pair's last nudge was passed on. */
  private readonly passed = new BoundedMap<string, number>(maxPairs);

  /** @param everyMs the least time between two nudges of the same pair, in ms */
  constructor(
    private readonly clock: Clock,
    private readonly everyMs = nudgeMs,
  ) {}

  /** Whether `from` may nudge `to` now; if so, it counts as done. */
  take(from: string, to: string): boolean {
    const now = this.clock.now();
    const since = now - (this.passed.get(`${from} ${to}`) ?? Number.NEGATIVE_INFINITY);
    // If the clock was set back, a nudge is due.
    if (since >= 0 && since < this.everyMs) return false;
    this.passed.set(`${from} ${to}`, now);
    return true;
  }
}
