import path from 'node:path';
import { CommandProcess } from '../../command-process';
import type { Measured, Scenario } from '../../scenarios/scenario';
import { median, percentile } from '../../statistics';
import type { ClientCommands } from '../clients/client-commands';
import { cpuOf, wideScenario } from './wide-scenario';

const bytes = 128;
const warmMs = 1000;
const stretchMs = 5000;

/** Members who seal, open and check everything, as in the extension. */
export function sealedTalk(name: string, members: number, perSecond: number): Scenario {
  const row = {
    ...{ name: `sealed-${name}`, wire: 'tls' as const },
    title: `sealed ${name} (${members}) at ${perSecond} msg/s`,
    figures: [
      { key: 'p50', title: 'p50 ms', digits: 2 },
      { key: 'p99', title: 'p99 ms', digits: 2 },
      { key: 'stored', title: 'until stored, p50 ms', digits: 2 },
      { key: 'storedP99', title: 'p99 ms', digits: 2 },
      { key: 'client', title: 'members, µs/delivery', digits: 0 },
      { key: 'server', title: 'servers, µs/delivery', digits: 0 },
      { key: 'cluster', title: 'of which not a leaf node', digits: 0 },
    ],
  };
  return wideScenario(row, (hub, { programs }) =>
    withClients(programs.folder, async (clients) => {
      const room = hub.sealedRoom;
      await clients.call('join', { room, count: members });
      await clients.call('talk', { perSecond, ms: warmMs, bytes });
      let stretch: Awaited<ReturnType<ClientCommands['talk']>> | undefined;
      const start = performance.now();
      const { all, nodes } = hub.servers;
      let ofCluster = 0;
      const seconds = await cpuOf(all, async () => {
        ofCluster = await cpuOf(nodes, async () => {
          stretch = await clients.call('talk', { perSecond, ms: stretchMs, bytes });
        });
      });
      if (!stretch) throw new Error('Nobody talked.');
      const { cpuSeconds, delivered, stored, tally } = stretch;
      const count = stored.length * members;
      const values = {
        ...{ p50: median(delivered), p99: percentile(delivered, 0.99) },
        ...{ stored: median(stored), storedP99: percentile(stored, 0.99) },
        ...{ client: (cpuSeconds / count) * 1e6, server: (seconds / count) * 1e6 },
        cluster: (ofCluster / count) * 1e6,
      };
      const took = (performance.now() - start) / 1000;
      const busy = { hubBusy: seconds / took, loadBusy: cpuSeconds / took };
      return { values, tally, ...busy, isPaced: true } satisfies Measured;
    }),
  );
}

/** Newcomers read all entries, and check them. */
export function sealedNewcomer(entries: number): Scenario {
  const row = {
    ...{ name: 'sealed-newcomer', wire: 'tls' as const },
    title: `newcomer reads and checks ${entries} entries`,
    figures: [
      { key: 'p50', title: 'p50 ms', digits: 0 },
      { key: 'max', title: 'slowest ms', digits: 0 },
      { key: 'blocked', title: 'longest block of its process, ms', digits: 0 },
      { key: 'server', title: 'servers, µs/entry', digits: 1 },
    ],
  };
  const count = 5;
  return wideScenario(row, (hub, { programs }) =>
    withClients(programs.folder, async (clients) => {
      const room = hub.sealedRoom;
      await clients.call('join', { room, count: 16 });
      await clients.call('fill', entries);
      let read: Awaited<ReturnType<ClientCommands['newcomers']>> | undefined;
      const seconds = await cpuOf(hub.servers.all, async () => {
        read = await clients.call('newcomers', { room, count });
      });
      if (!read) throw new Error('Nobody came.');
      const values = {
        ...{ p50: median(read.ms), max: Math.max(...read.ms) },
        ...{ blocked: median(read.blocked), server: (seconds / count / entries) * 1e6 },
      };
      return { values, tally: read.tally };
    }),
  );
}

/** Starts a process for members, and ends it after `measure`. */
export async function withClients(
  folder: string,
  measure: (clients: CommandProcess<ClientCommands>) => Promise<Measured>,
): Promise<Measured> {
  const clients = new CommandProcess<ClientCommands>(path.join(folder, 'clients.js'));
  try {
    return await measure(clients);
  } finally {
    clients.stop();
  }
}
