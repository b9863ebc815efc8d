import type { Disposable } from './disposable';
import { toDisposable } from './disposable';

/** Time, as the parts that depend on it see it; tests pass one that they turn by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once after `ms` milliseconds unless the result is disposed before. */
  after(ms: number, callback: () => void): Disposable;
}

/** The computer's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return toDisposable(() => clearTimeout(timer));
  },
};
