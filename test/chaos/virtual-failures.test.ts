import assert from 'node:assert/strict';
import { runRounds } from '../helpers/chaos/rounds';
import { VirtualRoom } from '../helpers/chaos/virtual-room';
import { temporaryFolder } from '../helpers/temporary-folder';

/** To repeat a run that failed, set DESKMATE_SEED to the seed in its report, and DESKMATE_SEEDS to 1. */
const firstSeed = Number(process.env.DESKMATE_SEED ?? 1);
const seeds = Number(process.env.DESKMATE_SEEDS ?? 2);

/** In 60 s, a majority has another host. */
const maxTalkMs = 60_000;

describe('a room whose members’ computers and networks fail, in virtual time', () => {
  const folder = temporaryFolder();

  it('loses nothing, and talk goes on', async () => {
    let [elections, safeEntries, talks] = [0, 0, 0];
    for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
      const result = await runRounds({
        open: async (names) => new VirtualRoom({ folder: folder(), names, seed }),
        ...{ seed, rounds: 12, sizes: [2, 3, 4, 5], pace: 1, maxTalkMs },
      });
      elections += result.elections;
      safeEntries += result.safeEntries;
      talks += result.talkMs.length;
    }
    assert.ok(elections > 0 && safeEntries > 0 && talks > 0);
  });
});
