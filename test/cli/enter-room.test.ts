import assert from 'node:assert/strict';
import { type EnterOptions, enterRoom } from '../../src/cli/enter-room';
import { ExitCode } from '../../src/cli/exit-codes';
import type { RoomTarget } from '../../src/cli/room-target';
import type { RoomHolder } from '../../src/room/room';
import { english } from '../../src/strings/translate';

const target = {
  type: 'invite',
  invite: { kind: 'pair', name: 'Lab 3', addresses: ['127.0.0.1'], port: 9, pin: 'p', token: 't' },
} as unknown as RoomTarget;

/** Goes into a room that another process of the user is in, which stays. Returns what it asked of the open rooms. */
async function refused(holder: RoomHolder, waits: boolean): Promise<readonly string[]> {
  const asked: string[] = [];
  const openRooms = {
    claim: () => {
      asked.push('claim');
      return holder;
    },
    claimWithRetry: async () => {
      asked.push('retry');
      return holder;
    },
  };
  const opened = { session: { saved: () => undefined }, openRooms };
  const options = {
    ...{ opened, person: 'Ann', signal: new AbortController().signal, waits },
    io: { platform: 'linux', t: english },
  };
  await assert.rejects(enterRoom(target, options as unknown as EnterOptions), {
    exitCode: ExitCode.refused,
    message:
      'You’re in “Lab 3” in another program already (process 7 on pc). End it first, or join as someone else with another --data folder.',
  });
  return asked;
}

describe('a room that another process of the user is in', () => {
  const holder = { role: 'guest', pid: 7, machine: 'pc' } as const;

  it('is refused at once, also to a command that would wait', async () => {
    assert.deepEqual(await refused(holder, false), ['claim']);
    assert.deepEqual(await refused(holder, true), ['claim']);
  });

  it('is waited for when the other process is about to leave it', async () => {
    const brief = { ...holder, brief: true } as const;
    assert.deepEqual(await refused(brief, true), ['claim', 'retry']);
    assert.deepEqual(await refused(brief, false), ['claim']);
  });
});
