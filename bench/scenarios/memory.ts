import { setTimeout as sleep } from 'node:timers/promises';
import { HubProcess } from '../hubs/hub-process';
import { Load } from '../load/load';
import { nothingWrong } from '../load/sequence-check';
import type { Scenario } from './scenario';

const MIB = 1024 * 1024;
/** For the hub to have started, or joining to have ended, completely. */
const IDLE_MS = 5000;

/** The memory of an empty hub, and what an idle member adds to it. */
export function memory(members: number): Scenario {
  return {
    name: `memory-${members}`,
    title: `${members} idle members`,
    figures: [
      { key: 'base', title: 'hub before, MiB', digits: 1 },
      { key: 'member', title: 'per member, KiB', digits: 1 },
    ],
    async run({ contender, programs }) {
      const hub = await HubProcess.start(contender, programs);
      const load = new Load(programs.loader, hub, members);
      try {
        await sleep(IDLE_MS);
        const base = hub.usage().residentBytes;
        await load.join();
        await sleep(IDLE_MS);
        const member = (hub.usage().residentBytes - base) / members / 1024;
        return { values: { base: base / MIB, member }, tally: nothingWrong };
      } finally {
        load.stop();
        await hub.stop();
      }
    },
  };
}
