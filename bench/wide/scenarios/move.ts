import type { Scenario } from '../../scenarios/scenario';
import { median } from '../../statistics';
import { withClients } from './sealed';
import { cpuOf, wideScenario } from './wide-scenario';

/** The owner of a room of so many members resets its invite. @param connected how many of the others follow it at once */
export function move(members: number, connected: number): Scenario {
  const row = {
    ...{ name: `move-${connected}`, wire: 'tls' as const },
    title: `a room of ${members} moves, ${connected} others follow`,
    figures: [
      { key: 'owner', title: 'until the owner is there, ms', digits: 0 },
      { key: 'p50', title: 'others, p50 ms', digits: 0 },
      { key: 'last', title: 'the last one, ms', digits: 0 },
      { key: 'blocked', title: 'longest block of the owner’s process, ms', digits: 0 },
      { key: 'cpu', title: 'the owner’s processor time, ms', digits: 0 },
      { key: 'server', title: 'servers’ processor time, ms', digits: 0 },
    ],
  };
  return wideScenario(row, ({ servers }, { programs }) =>
    withClients(programs.folder, (owner) =>
      withClients(programs.folder, async (others) => {
        const room = await owner.call('found', servers.access);
        await others.call('attend', { room, count: members - 1, connected });
        let moved: Awaited<ReturnType<typeof owner.call<'move'>>> | undefined;
        let times: readonly number[] = [];
        const seconds = await cpuOf(servers.all, async () => {
          moved = await owner.call('move', members);
          times = await others.call('followed');
        });
        if (!moved) throw new Error('The room hasn’t moved.');
        const { at, blocked, cpuMs, ms } = moved;
        const took = times.map((time) => time - at);
        const values = {
          ...{ owner: ms, p50: median(took), last: Math.max(...took) },
          ...{ blocked, cpu: cpuMs, server: seconds * 1000 },
        };
        return { values, tally: { lost: 0, doubled: 0, misordered: 0 } };
      }),
    ),
  );
}
