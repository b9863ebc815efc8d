import { inspect, isDeepStrictEqual } from 'node:util';
import { waitMs } from '../../scripts/limits.json';

/** The shortest and the longest time between two checks of a condition, in milliseconds. */
const MIN_POLL_MS = 10;
const MAX_POLL_MS = 100;
/** A condition is checked again after this share of the time waited so far: to ask a browser costs as much as to draw. */
const POLL_SHARE = 0.1;

/**
 * Resolves with the condition's first truthy value.
 *
 * @param message what is awaited; pass a function to report the state when the time is up
 * @throws {Error} when the condition doesn't come true within `waitMs` of scripts/limits.json
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  message: string | (() => string),
): Promise<NonNullable<T>> {
  const started = performance.now();
  for (;;) {
    const value = await condition();
    if (value) return value;
    const waited = performance.now() - started;
    if (waited >= waitMs) {
      const missing = typeof message === 'string' ? message : message();
      throw new Error(`Not within ${waitMs} ms: ${missing}`);
    }
    const pause = Math.min(Math.max(POLL_SHARE * waited, MIN_POLL_MS), MAX_POLL_MS);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Waits until `read` returns the wanted value. @param what names the value when it fails */
export function waitForResult<T>(
  read: () => Promise<T>,
  wanted: T,
  what: string,
): Promise<boolean> {
  let last: T | undefined;
  return waitFor(
    async () => {
      last = await read();
      return isDeepStrictEqual(last, wanted);
    },
    () => `${what} is ${inspect(wanted)}, not ${inspect(last)}`,
  );
}
