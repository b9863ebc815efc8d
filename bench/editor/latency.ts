import type { Frame } from 'playwright-core';
import type { BenchWindow } from './windows';

/** How long a person at least takes between the last letter and Enter, and between two messages, in ms. */
const pauseMs = 150;

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let sent = 0;

/**
 * Types a message and presses Enter, with real key events.
 * @returns the milliseconds from Enter to the paint at the partner
 */
export async function enterToPaint(
  { window }: BenchWindow,
  from: Frame,
  to: Frame,
): Promise<number> {
  const text = `no. ${sent++}: and then recv gives me nothing at all, but why?`;
  const token = text.split(':', 1)[0] as string;
  await from.locator('#composer').focus();
  await window.page.keyboard.insertText(text);
  await delay(pauseMs);
  const painted = to.evaluate((wanted) => marks.painted(wanted), token);
  await window.page.keyboard.press('Enter');
  const end = await painted;
  const begin = await from.evaluate((wanted) => marks.pressed(wanted), text);
  await delay(pauseMs);
  return end - (begin ?? Number.NaN);
}

/** How two pages' clocks compare, in ms: how far the second is ahead, at most this much more or less. */
export interface ClockOffset {
  readonly ahead: number;
  readonly error: number;
}

/** Asks the pages in turn, as NTP does; the fastest exchange is the most exact one. */
export async function compareClocks(one: Frame, other: Frame): Promise<ClockOffset> {
  let best: ClockOffset = { ahead: Number.NaN, error: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 50; round += 1) {
    const before = await one.evaluate(() => marks.now());
    const there = await other.evaluate(() => marks.now());
    const after = await one.evaluate(() => marks.now());
    const error = (after - before) / 2;
    if (error < best.error) best = { ahead: there - (before + after) / 2, error };
  }
  return best;
}
