import type { Disposable } from './disposable';
import { toDisposable } from './disposable';

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
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return toDisposable(() => clearTimeout(timer));
  },
};

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
