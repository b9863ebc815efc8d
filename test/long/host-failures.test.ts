import { join } from 'node:path';
import { missingNamespaces } from '../../scripts/networks/namespaces';
import { LanRoom } from '../helpers/chaos/lan-room';
import { runRounds } from '../helpers/chaos/rounds';
import { itUnless } from '../helpers/it-unless';
import { temporaryFolder } from '../helpers/temporary-folder';

/** How many rounds in all, and how many of them in one room. */
const rounds = Number(process.env.DESKMATE_ROUNDS ?? 500);
const roundsPerRoom = 20;
/** Of the first room; each further one has the next. */
const seed = Number(process.env.DESKMATE_SEED ?? Date.now() % 1_000_000);
/** How much shorter all times are than the product's. */
const pace = Number(process.env.DESKMATE_PACE ?? 1 / 20);
/** Which failures; all by default. */
const failures = process.env.DESKMATE_FAILURES?.split(',');
/** The minute that the product takes at most, and what the processes may take on a busy computer. */
const maxTalkMs = 60_000 * pace + 5000;

describe('a room whose members’ computers and networks fail in very many rounds', () => {
  const missing = missingNamespaces() ?? false;
  const folder = temporaryFolder();

  itUnless(missing, `loses nothing, and talk goes on (seed ${seed})`, async () => {
    const talkMs: number[] = [];
    let [elections, safeEntries] = [0, 0];
    const print = (text: string) => process.stdout.write(`      ${text}\n`);
    for (let done = 0; done < rounds; done += roundsPerRoom) {
      const next = seed + done / roundsPerRoom;
      const result = await runRounds({
        open: (names) => LanRoom.open({ folder: join(folder(), `${next}`), names, pace }),
        ...{ seed: next, pace, sizes: [3, 4, 5], maxTalkMs, onRound: print },
        ...{ rounds: Math.min(roundsPerRoom, rounds - done), ...(failures && { failures }) },
      });
      talkMs.push(...result.talkMs);
      elections += result.elections;
      safeEntries += result.safeEntries;
    }
    const sorted = talkMs.toSorted((a, b) => a - b);
    const at = (part: number) =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0);
    print(
      `${rounds} rounds, ${elections} elections, ${safeEntries} entries that a majority held; after ` +
        `${talkMs.length} failures that left a majority, talk was possible again within ` +
        `${at(0.5)} ms (median), ${at(0.99)} ms (99 %), ${at(1)} ms (longest)`,
    );
  });
});
