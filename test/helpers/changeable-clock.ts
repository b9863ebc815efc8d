import type { Clock } from '../../src/util/clock';
import { type Disposable, toDisposable } from '../../src/util/disposable';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
  timeout: NodeJS.Timeout | undefined;
}

/** A clock that runs, and that a test can set, or let run faster. */
export class ChangeableClock implements Clock {
  private readonly timers = new Set<Timer>();
  /** How much further it is than its timers know, in ms. */
  private offset: number;
  private speed = 1;
  private since = performance.now();
  private elapsed = 0;

  /** @param offset how much it is ahead of the system's clock, in ms */
  constructor(offset = 0) {
    this.offset = Date.now() + offset;
  }

  now(): number {
    return Math.floor(this.offset + this.run);
  }

  after(ms: number, callback: () => void): Disposable {
    const timer: Timer = { due: this.run + Math.max(0, ms), callback, timeout: undefined };
    this.timers.add(timer);
    this.arm(timer);
    return toDisposable(() => {
      clearTimeout(timer.timeout);
      this.timers.delete(timer);
    });
  }

  /** Sets it forward or back, as a person does: timers aren't affected. */
  shift(ms: number): void {
    this.offset += ms;
  }

  /** From now on it runs so many times as fast as the system's. */
  runAt(speed: number): void {
    this.elapsed = this.run;
    this.since = performance.now();
    this.speed = speed;
    for (const timer of this.timers) this.arm(timer);
  }

  /** How long it has run, in ms of its own. */
  private get run(): number {
    return this.elapsed + (performance.now() - this.since) * this.speed;
  }

  private arm(timer: Timer): void {
    clearTimeout(timer.timeout);
    timer.timeout = setTimeout(
      () => {
        this.timers.delete(timer);
        timer.callback();
      },
      Math.max(0, timer.due - this.run) / this.speed,
    );
  }
}
