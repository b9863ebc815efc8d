/**
 * Milliseconds between two reports that the user is typing. Slightly more than 2 s: the room drops a
 * report that comes sooner.
 */
export const typingInterval = 2200;

/** The part of a clock that the reporter needs. */
export interface TypingClock {
  now(): number;
  after(milliseconds: number, callback: () => void): { dispose(): void };
}

/** The browser's clock. */
export const pageClock: TypingClock = {
  now: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** Decides when to report that the user is typing: at once, then as soon as the interval allows. */
export class TypingReporter {
  private last = Number.NEGATIVE_INFINITY;
  private waiting: { dispose(): void } | undefined;

  constructor(
    private readonly report: () => void,
    private readonly clock: TypingClock,
  ) {}

  /** Call when the composer's text has changed. */
  typed(text: string): void {
    if (text.trim() === '') {
      this.stopped();
      return;
    }
    const wait = this.last + typingInterval - this.clock.now();
    if (wait <= 0) this.send();
    else this.waiting ??= this.clock.after(wait, () => this.send());
  }

  /** Call when nothing is being typed anymore: the text was sent or removed. */
  stopped(): void {
    this.waiting?.dispose();
    this.waiting = undefined;
  }

  private send(): void {
    this.stopped();
    this.last = this.clock.now();
    this.report();
  }
}
