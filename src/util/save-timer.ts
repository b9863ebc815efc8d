import type { Clock } from './clock';
import type { Disposable } from './disposable';

/** How long to collect changes that come close together, in ms. */
const gatherMs = 100;

/**
 * Decides when to save state that keeps changing: soon after a change, because a window can close at any
 * time, but at most once per interval, because a busy room changes all the time.
 */
export class SaveTimer implements Disposable {
  private timer: Disposable | undefined;
  private lastSave = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    /** Minimum time between two saves, in ms. */
    private readonly interval: number,
    private readonly save: () => PromiseLike<void>,
  ) {}

  /** Schedules a save, unless one is scheduled. */
  changed(): void {
    const wait = Math.max(gatherMs, this.lastSave + this.interval - this.clock.now());
    this.timer ??= this.clock.after(wait, () => void this.flush());
  }

  /** Saves now if a save is scheduled. */
  async flush(): Promise<void> {
    if (!this.timer) return;
    this.dispose();
    this.lastSave = this.clock.now();
    await this.save();
  }

  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }
}
