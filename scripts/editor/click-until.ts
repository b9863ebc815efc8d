/** How often to click, and how long to wait for an effect each time, in ms. */
const MAX_CLICKS = 3;
const EFFECT_MS = 5_000;

/**
 * Clicks as a person does: looks whether something comes of it, else clicks again. What is moving or drawn anew at that
 * moment may lose a click.
 *
 * @param click may find that there is nothing left to do
 * @param effect resolves when the click has had its effect, and rejects after so many ms without one
 * @throws {Error} when no click has an effect
 */
export async function clickUntil(
  what: string,
  click: () => Promise<void>,
  effect: (timeout: number) => Promise<unknown>,
): Promise<void> {
  for (let tries = 0; tries < MAX_CLICKS; tries += 1) {
    await click();
    if (await inTime(effect(EFFECT_MS))) return;
  }
  throw new Error(`${what} does nothing`);
}

/** Whether something was done before its time was up. */
export async function inTime(done: Promise<unknown>): Promise<boolean> {
  return done.then(
    () => true,
    () => false,
  );
}
