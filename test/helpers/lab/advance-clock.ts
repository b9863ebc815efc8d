import type { FakeClock } from '../fake-clock';
import type { TestProgram } from '../test-program';
import { waitFor } from '../wait-for';
import type { TestRoom } from './rooms';

/** How much a program has read, in bytes. */
export function bytesIn(reads: readonly string[]): number {
  return reads.reduce((sum, read) => sum + Buffer.byteLength(read), 0);
}

/** The texts of messages in reads that contain notices and prefixes as well. */
export function saidIn(reads: readonly string[]): string {
  return reads.join('').replace(/\('127\.0\.0\.1', \d+\)(:|已\p{L}+聊天室)/gu, '');
}

/**
 * Advances the clock each time everything written has been read, until the reader has received enough. A
 * busy machine that delays the reader changes nothing: each read gets what one step of the clock lets through.
 * @param isRead whether the reader has read everything written so far
 */
export async function advanceUntilHeard(
  clock: FakeClock,
  reader: TestProgram,
  isRead: () => boolean,
  isHeard: () => boolean,
): Promise<void> {
  const step = async () => {
    for (let turn = 0; turn < 100 && !isHeard(); turn += 1) {
      await clock.advance(10);
      await reader.until(isRead, 'it reads what was written');
    }
    return isHeard();
  };
  await waitFor(step, () => `all is received; ${reader.errors}`);
}

/** Waits for a message in a room whose clock only the test advances. */
export async function advanceUntilLogged(
  clock: FakeClock,
  room: TestRoom,
  text: string,
): Promise<void> {
  await waitFor(async () => {
    await clock.advance(10);
    return room.messages.some((message) => message.text === text);
  }, `the log has ${text}`);
}

/** Leaves a room whose clock only the test advances. */
export async function advanceUntilLeft(clock: FakeClock, room: TestRoom): Promise<void> {
  let isLeft = false;
  const leaving = room.session.leave().finally(() => {
    isLeft = true;
  });
  await waitFor(async () => {
    await clock.advance(100);
    return isLeft;
  }, 'the room is left');
  await leaving;
}
