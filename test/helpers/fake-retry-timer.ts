import type { RetryTimer } from '../../src/protocol/network';

/** A retry timer that fires when the test says so. */
export class FakeRetryTimer implements RetryTimer {
  private callback: (() => void) | undefined;
  resets = 0;

  /** Whether a next attempt is pending. */
  get pending(): boolean {
    return this.callback !== undefined;
  }

  next(callback: () => void): { dispose(): void } {
    this.callback = callback;
    return {
      dispose: () => {
        if (this.callback === callback) this.callback = undefined;
      },
    };
  }

  reset(): void {
    this.resets += 1;
  }

  /** Fires the timer. */
  fire(): void {
    const callback = this.callback;
    this.callback = undefined;
    callback?.();
  }
}
