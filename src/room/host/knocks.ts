import type { Clock } from '../../util/clock';

/** How long a name is not told of again, and how many names are told of in that time. */
const quietMs = 10 * 60_000;
const maxNames = 5;

/** Decides which of those who are turned away the host is told of: each name once in a while, few in all. */
export class Knocks {
  /** When each name was told of, ms since the Unix epoch; the oldest first. */
  private readonly told = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** Whether the host is to be told. */
  isNews(name: string): boolean {
    const now = this.clock.now();
    for (const [other, time] of this.told) {
      if (time > now || now - time >= quietMs) this.told.delete(other);
    }
    const folded = name.toLowerCase();
    if (this.told.has(folded) || this.told.size >= maxNames) return false;
    this.told.set(folded, now);
    return true;
  }
}
