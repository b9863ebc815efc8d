import { setTimeout as sleep } from 'node:timers/promises';
import type { Load } from '../load/load';
import { addTallies } from '../load/sequence-check';
import { median, percentile } from '../statistics';
import { type Scenario, withRoom } from './scenario';

/** The size of a message, in bytes. */
const BYTES = 128;
const NEWCOMERS = 40;
const POLL_MS = 5;

/** Newcomers join one after the other, and each reads the whole log. */
export function newcomer(entries: number): Scenario {
  return {
    name: `newcomer-${entries}`,
    title: `newcomer reads ${entries} entries`,
    ...{ wire: 'tls', needsLog: true },
    figures: [
      { key: 'p50', title: 'p50 ms', digits: 1 },
      { key: 'p99', title: 'p99 ms', digits: 1 },
    ],
    run: (run) =>
      withRoom(run, { members: 2, isSpread: false }, async (load, hub) => {
        const filled = await fill(load, entries);
        const { ms, tally } = await load.first.call('newcomers', {
          room: hub.room,
          count: NEWCOMERS,
        });
        const values = { p50: median(ms), p99: percentile(ms, 0.99) };
        return { values, tally: addTallies(filled, tally) };
      }),
  };
}

/** All members but one are cut off at once, and come back at once. */
export function storm(members: number, missed: number): Scenario {
  return {
    name: `storm-${members}`,
    title: `${members} cut at once, all back`,
    wire: 'tls',
    figures: [{ key: 'ms', title: 'ms', digits: 0 }],
    run: (run) =>
      withRoom(run, { members: members + 1, isSpread: false }, async (load) => {
        // Hubs without a log lose what is said meanwhile.
        const count = run.contender.dialect === 'deskmate' ? missed : 0;
        let ms = Number.NaN;
        const { hubBusy, loadBusy } = await load.measure(async () => {
          ms = await load.first.call('storm', { missed: count, bytes: BYTES });
        });
        return { values: { ms }, tally: await load.check([[0, count]]), hubBusy, loadBusy };
      }),
  };
}

/** Two members talk until the log has this many entries. */
async function fill(load: Load, entries: number) {
  await load.startTalking({ speakers: 2, window: 32, bytes: BYTES });
  const start = (await load.first.call('sample')).deliveries;
  // Each message is delivered to both.
  while ((await load.first.call('sample')).deliveries - start < 2 * entries) await sleep(POLL_MS);
  return load.stopTalking();
}
