/** How often a condition is looked at, in milliseconds. */
const POLL_MS = 10;

/**
 * Resolves with the condition's first truthy value.
 *
 * @param ms how long to wait at most
 * @param message what is missing when the time is up; a function is asked then, to tell the state
 * @throws {Error} when the condition does not come true in time
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  ms: number,
  message: string | (() => string),
): Promise<NonNullable<T>> {
  const deadline = performance.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() >= deadline) {
      const missing = typeof message === 'string' ? message : message();
      throw new Error(`Not within ${ms} ms: ${missing}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
