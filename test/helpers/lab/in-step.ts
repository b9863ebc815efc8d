import type { FakeClock } from '../fake-clock';
import type { TestProgram } from '../test-program';
import { waitFor } from '../wait-for';
import type { TestRoom } from './rooms';

/** How much a program has read, in bytes. */
export function bytesIn(reads: readonly string[]): number {
  return reads.reduce((sum, read) => sum + Buffer.byteLength(read), 0);
}

/** What was said, of reads that hold notices and prefixes as well. */
export function saidIn(reads: readonly string[]): string {
  return reads.join('').replace(/\('127\.0\.0\.1', \d+\)(:|已\p{L}+聊天室)/gu, '');
}

/**
 * Turns the clock whenever all that was written is read, until the reader has heard enough. How late a
 * busy machine lets the reader run is then no matter: each read is what one gap of time lets through.
 * @param isRead whether the reader has taken all that was written so far
 */
export async function inStep(
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
  await waitFor(step, () => `all is heard; ${reader.errors}`);
}

/** Waits until a room whose clock only the test turns has a message. */
export async function logsInStep(clock: FakeClock, room: TestRoom, text: string): Promise<void> {
  await waitFor(async () => {
    await clock.advance(10);
    return room.messages.some((message) => message.text === text);
  }, `the log has ${text}`);
}

/** Leaves a room whose clock only the test turns. */
export async function leaveInStep(clock: FakeClock, room: TestRoom): Promise<void> {
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
