import { inspect, isDeepStrictEqual } from 'node:util';
import { waitMs } from '../../scripts/limits.json';

/** How often a condition is checked, in milliseconds. */
const POLL_MS = 10;

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
  const deadline = performance.now() + waitMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() >= deadline) {
      const missing = typeof message === 'string' ? message : message();
      throw new Error(`Not within ${waitMs} ms: ${missing}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
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
