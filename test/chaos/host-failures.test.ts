import assert from 'node:assert/strict';
import { runRounds } from '../helpers/chaos/rounds';
import { itUnless } from '../helpers/it-unless';
import { missingNamespaces } from '../helpers/namespace-lan';
import { temporaryFolder } from '../helpers/temporary-folder';

/** To repeat a failed run, set DESKMATE_SEED to the seed in its report. */
const seed = Number(process.env.DESKMATE_SEED ?? 20_270_101);

/** All times are a twentieth of the product's. */
const pace = 1 / 20;

describe('a room whose members’ computers and networks fail', () => {
  const missing = missingNamespaces() ?? false;
  const folder = temporaryFolder();

  itUnless(missing, `loses nothing, and talk goes on (seed ${seed})`, async () => {
    const result = await runRounds({
      ...{ folder: folder(), seed, rounds: 3, pace, elects: false },
      failures: ['restart', 'pause', 'unplug', 'lose-one-way', 'hand-over'],
    });
    assert.ok(result.talkMs.length > 0);
  });

  itUnless(missing, 'is found out when a window loses a message', async () => {
    const run = runRounds({
      ...{ folder: folder(), seed, rounds: 10, sizes: [3], pace, elects: false },
      ...{ failures: ['restart'], sabotage: 'loses-an-entry' },
    });
    await assert.rejects(run, { name: 'Violation' });
  });
});
