import type { Classmate } from './classmates';

/** The time in which they said it, in milliseconds. */
const SPREAD_MS = 21 * 24 * 60 * 60_000;

/** Limits of a room in which two may say so much at once. */
export const ROOM_FOR_MANY = {
  messagesPerSecond: 100_000,
  messageBurst: 100_000,
  logEntries: 20_000,
} as const;

/**
 * Has two classmates, the first of them the host, say so many messages to each other, spread over the
 * last weeks.
 */
export async function sayMany(
  [host, guest]: readonly [Classmate, Classmate],
  count: number,
  texts: readonly string[],
): Promise<void> {
  // Every few messages the other one speaks.
  const runs = [2, 1, 3, 1, 1, 2, 4];
  const before = host.newest;
  let said = 0;
  for (let turn = 0; said < count; turn += 1) {
    host.behind = SPREAD_MS * (1 - said / count);
    const run = Math.min(runs[turn % runs.length] as number, count - said);
    const speaker = turn % 2 === 0 ? host : guest;
    for (let index = 0; index < run; index += 1, said += 1) {
      speaker.say(texts[said % texts.length] as string);
    }
    await host.holds(before + said);
  }
  host.behind = 0;
}
