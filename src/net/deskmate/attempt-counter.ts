import type { Clock } from '../../util/clock';
import { type Disposable, toDisposable } from '../../util/disposable';

/** How many attempts there may be. */
export interface AttemptLimits {
  /** At a time, and at most one of each origin. */
  readonly open: number;
  /** New ones within the window, in all and of one origin. Those that fail count, too. */
  readonly recent: number;
  readonly recentPerOrigin: number;
  readonly windowMs: number;
}

/** Decides whether there may be another attempt at something, such as a knock. */
export class AttemptCounter {
  /** The origins that have an attempt open. */
  private readonly open = new Set<string>();
  /** Those within the window, oldest first. */
  private recent: { readonly time: number; readonly origin: string }[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly limits: AttemptLimits,
  ) {}

  /** Counts an attempt of an origin until the result is disposed; undefined if there may be none. */
  enter(origin: string): Disposable | undefined {
    const { open, limits } = this;
    const now = this.clock.now();
    // A time in the future is from before the clock was set back.
    this.recent = this.recent.filter(({ time }) => time <= now && now - time < limits.windowMs);
    const own = this.recent.filter((attempt) => attempt.origin === origin).length;
    if (
      open.size >= limits.open ||
      open.has(origin) ||
      this.recent.length >= limits.recent ||
      own >= limits.recentPerOrigin
    ) {
      return undefined;
    }
    this.recent.push({ time: now, origin });
    open.add(origin);
    return toDisposable(() => open.delete(origin));
  }
}
