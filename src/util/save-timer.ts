import type { Clock } from './clock';
import type { Disposable } from './disposable';

/** Time for the changes of one moment to gather, ms. */
const gatherMs = 100;

/**
 * Says when to save what keeps changing: soon after a change, for a window may be closed at any
 * time, but not again within the interval, for a busy room changes all the time.
 */
export class SaveTimer implements Disposable {
  private timer: Disposable | undefined;
  private lastSave = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    /** Between two saves, ms. */
    private readonly interval: number,
    private readonly save: () => PromiseLike<void>,
  ) {}

  /** Something changed. */
  changed(): void {
    const wait = Math.max(gatherMs, this.lastSave + this.interval - this.clock.now());
    this.timer ??= this.clock.after(wait, () => void this.flush());
  }

  /** Saves what is not saved yet, now. */
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
