import assert from 'node:assert/strict';
import type { InviteKind } from '../../src/protocol/room-kinds';
import { LossyRoom } from '../helpers/lossy-room';

/** `npm run test:long` runs more. */
const seeds = Number(process.env.DESKMATE_SEEDS ?? 15);

describe('a room whose host repeatedly loses the end of its log', () => {
  for (const kind of ['group', 'pair'] as const) {
    it(`ends up the same for everyone in a ${kind}`, () => endsUpTheSame(kind));
  }

  async function endsUpTheSame(kind: InviteKind): Promise<void> {
    let lost = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const room = new LossyRoom(seed, kind);
      await room.open();
      for (let step = 0; step < 60; step += 1) await room.step();
      await room.settle();
      room.check(`seed ${seed}`);
      lost += room.lost;
    }
    assert.ok(lost > 5 * seeds, `${lost} entries lost`);
  }
});
