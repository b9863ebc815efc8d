import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from '../load/load';
import { nothingWrong } from '../load/sequence-check';
import type { Scenario } from './scenario';

const MIB = 1024 * 1024;
/** For the hub to have started, or joining to have ended, completely. */
const IDLE_MS = 5000;

/**
 * The memory of an empty hub, and what an idle member adds to it. What the first members make the hub load and
 * compile is counted for them; without it, a further member adds what each of the later ones does.
 * @param first how many join before what a further one adds is measured; fewer than `members`
 */
export function memory(members: number, first?: number): Scenario {
  const figures = [
    { key: 'base', title: 'hub before, MiB', digits: 1 },
    { key: 'member', title: 'per member, KiB', digits: 1 },
  ];
  if (first !== undefined) {
    figures.push({ key: 'further', title: `from ${first} on, per member, KiB`, digits: 1 });
  }
  return {
    name: `memory-${members}`,
    title: `${members} idle members`,
    figures,
    async run({ programs, start }) {
      const hub = await start();
      const loads: Load[] = [];
      const joined = async (before: number, after: number) => {
        const load = new Load(programs.loader, hub, after - before, true, before);
        loads.push(load);
        await load.join();
        await sleep(IDLE_MS);
        return hub.usage().residentBytes;
      };
      try {
        await sleep(IDLE_MS);
        const base = hub.usage().residentBytes;
        const some = first === undefined ? base : await joined(0, first);
        const all = await joined(first ?? 0, members);
        const values = {
          base: base / MIB,
          member: (all - base) / members / 1024,
          further: (all - some) / (members - (first ?? 0)) / 1024,
        };
        return { values, tally: nothingWrong };
      } finally {
        for (const load of loads) load.stop();
        await hub.stop();
      }
    },
  };
}
