import type { Clock } from '../../src/util/clock';
import { type Disposable, toDisposable } from '../../src/util/disposable';

interface Timer {
  due: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test advances it. */
export class FakeClock implements Clock {
  private readonly timers = new Set<Timer>();
  private time: number;

  /** @param start milliseconds since the Unix epoch */
  constructor(start = 1_700_000_000_000) {
    this.time = start;
  }

  /** How many timers are pending. */
  get pending(): number {
    return this.timers.size;
  }

  /** When the next timer is due, in ms since the Unix epoch. */
  get due(): number | undefined {
    return this.next(Number.POSITIVE_INFINITY)?.due;
  }

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): Disposable {
    const timer: Timer = { due: this.time + Math.max(0, ms), callback };
    this.timers.add(timer);
    return toDisposable(() => this.timers.delete(timer));
  }

  /** Sets the clock back or forward by `ms` milliseconds, as a person does; timers aren't affected. */
  shift(ms: number): void {
    this.time += ms;
    for (const timer of this.timers) timer.due += ms;
  }

  /**
   * Advances the clock by `ms` milliseconds. Timers fire in order of time, those of one moment in order
   * of creation, and each may start others; promises and sockets get their turn between two of them.
   */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await turn();
    for (let timer = this.next(end); timer; timer = this.next(end)) {
      this.timers.delete(timer);
      this.time = timer.due;
      timer.callback();
      await turn();
    }
    this.time = end;
  }

  /** The next timer due by `end`. */
  private next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.due <= end && (!first || timer.due < first.due)) first = timer;
    }
    return first;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
