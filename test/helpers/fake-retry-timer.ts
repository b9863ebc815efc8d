import type { RetryTimer } from '../../src/protocol/transport';

/** Tries again when the test says so. */
export class FakeRetryTimer implements RetryTimer {
  private callback: (() => void) | undefined;
  resets = 0;

  /** Whether somebody waits for the next try. */
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

  /** The wait is over. */
  fire(): void {
    const callback = this.callback;
    this.callback = undefined;
    callback?.();
  }
}
