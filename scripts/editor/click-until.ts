/** How often to click, how long to wait for an effect each time, and how long a further click may take, in ms. */
const MAX_CLICKS = 3;
const EFFECT_MS = 5_000;
const CLICK_MS = 5_000;

/**
 * Clicks as a person does: looks whether something comes of it, else clicks again. What is moving or drawn anew at that
 * moment may lose a click. On a busy machine an effect may also just be late, so a further click may find nothing left
 * to click: only the effect counts.
 *
 * @param click given a timeout in ms when it is a further one
 * @param effect resolves when a click has had its effect, and rejects after so many ms without one
 * @param effectMs how long to wait for an effect before the next click
 * @throws {Error} when no click has an effect, or the first one fails
 */
export async function clickUntil(
  what: string,
  click: (timeout?: number) => Promise<void>,
  effect: (timeout: number) => Promise<unknown>,
  effectMs = EFFECT_MS,
): Promise<void> {
  await click();
  for (let tries = 1; tries < MAX_CLICKS; tries += 1) {
    if (await inTime(effect(effectMs))) return;
    await inTime(click(CLICK_MS));
  }
  if (!(await inTime(effect(effectMs)))) throw new Error(`${what} does nothing`);
}

/** Whether something was done before its time was up. */
export async function inTime(done: Promise<unknown>): Promise<boolean> {
  return done.then(
    () => true,
    () => false,
  );
}
