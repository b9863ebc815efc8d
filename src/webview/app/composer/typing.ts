/**
 * Milliseconds between two reports that the person is writing. A little more than the 2 s in which
 * the room takes one: it drops what comes too early.
 */
export const typingInterval = 2200;

/** The part of a clock that the reporter needs. */
export interface TypingClock {
  now(): number;
  after(milliseconds: number, callback: () => void): { dispose(): void };
}

/** The browser's own. */
export const pageClock: TypingClock = {
  now: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** Says when to report that the person is writing: at once, then as soon as it may be again. */
export class TypingReporter {
  private last = Number.NEGATIVE_INFINITY;
  private waiting: { dispose(): void } | undefined;

  constructor(
    private readonly report: () => void,
    private readonly clock: TypingClock,
  ) {}

  /** The person has changed what stands in the composer. */
  typed(text: string): void {
    if (text.trim() === '') {
      this.stopped();
      return;
    }
    const wait = this.last + typingInterval - this.clock.now();
    if (wait <= 0) this.tell();
    else this.waiting ??= this.clock.after(wait, () => this.tell());
  }

  /** Nothing is being written any more: it went out, or was taken back. */
  stopped(): void {
    this.waiting?.dispose();
    this.waiting = undefined;
  }

  private tell(): void {
    this.stopped();
    this.last = this.clock.now();
    this.report();
  }
}
