import assert from 'node:assert/strict';
import { LosingRoom } from '../helpers/losing-room';

/** `npm run test:long` takes more. */
const seeds = Number(process.env.DESKMATE_SEEDS ?? 40);

describe('a room whose host loses the end of its log, time and again', () => {
  it('is one room for all in the end', async () => {
    let lost = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const room = new LosingRoom(seed);
      await room.open();
      for (let step = 0; step < 60; step += 1) await room.step();
      await room.settle();
      room.check(`seed ${seed}`);
      lost += room.lost;
    }
    assert.ok(lost > 5 * seeds, `${lost} entries lost`);
  });
});
