import assert from 'node:assert/strict';
import { missingNamespaces } from '../../scripts/networks/namespaces';
import { LanRoom } from '../helpers/chaos/lan-room';
import { runRounds } from '../helpers/chaos/rounds';
import { itUnless } from '../helpers/it-unless';
import { temporaryFolder } from '../helpers/temporary-folder';

/** The host is killed, then its cable is pulled, then it hands the room over. */
const seed = 20_342_806;

/** The second member, which is the one that can be sabotaged, is restarted in each of the first rounds. */
const restartsSeed = 6423;

/** All times are a twentieth of the product's. */
const pace = 1 / 20;

describe('a room whose members’ computers and networks fail', () => {
  const missing = missingNamespaces() ?? false;
  const folder = temporaryFolder();

  itUnless(missing, 'loses nothing, and talk goes on with another host', async () => {
    const { elections, safeEntries, talkMs } = await runRounds({
      open: (names) => LanRoom.open({ folder: folder(), names, pace }),
      ...{ seed, rounds: 3, pace },
    });
    assert.equal(talkMs.length, 3);
    assert.ok(elections >= 2, `${elections} elections`);
    assert.ok(safeEntries > 0);
  });

  itUnless(missing, 'is found out when a window loses a message', async () => {
    const run = runRounds({
      open: (names) => LanRoom.open({ folder: folder(), names, pace, sabotage: 'loses-an-entry' }),
      ...{ seed: restartsSeed, rounds: 10, sizes: [3], pace, failures: ['restart'] },
    });
    await assert.rejects(run, { name: 'Violation' });
  });
});
