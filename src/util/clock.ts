import type { Disposable } from './disposable';

/**
 * The current time and timers. Code that depends on time takes one; tests pass a fake that they advance.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once after `ms` milliseconds unless the result is disposed first. */
  after(ms: number, callback: () => void): Disposable;
}

/** The system clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => new SystemTimer(setTimeout(callback, ms)),
};

class SystemTimer implements Disposable {
  constructor(private readonly timer: NodeJS.Timeout) {}

  dispose(): void {
    clearTimeout(this.timer);
  }
}

/** Resolves after `ms` milliseconds, or as soon as the signal is aborted. */
export function delay(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      timer.dispose();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.after(ms, done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

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
