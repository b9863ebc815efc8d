import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from '../../load/load';
import { nothingWrong } from '../../load/sequence-check';
import type { Measured, Run, Scenario } from '../../scenarios/scenario';
import { median, percentile } from '../../statistics';
import type { WideHub } from '../wide-hub';
import { entryBytes } from './appends';
import { cpuOf, idleShare, settleMs, wideScenario } from './wide-scenario';

const rates = [1, 5, 20];
const stretchMs = 8000;

/** A room in which many listen, and few write. */
export function lecture(members: number): Scenario {
  const row = {
    ...{ name: `lecture-${members}`, title: `${members} listeners`, wire: 'tls' as const },
    figures: [
      { key: 'joinMicros', title: 'processor µs to connect', digits: 0 },
      { key: 'memberKb', title: 'memory for a connection, KB', digits: 1 },
      { key: 'idle', title: 'idle, % of a core', digits: 1 },
      ...rates.flatMap((rate) => [
        { key: `micros${rate}`, title: `${rate} msg/s: processor µs/delivery`, digits: 1 },
        { key: `share${rate}`, title: 'servers, % of a core', digits: 0 },
        { key: `load${rate}`, title: 'load, % of a core', digits: 0 },
        { key: `p50at${rate}`, title: 'p50 ms', digits: 1 },
        { key: `p99at${rate}`, title: 'p99 ms', digits: 1 },
      ]),
    ],
  };
  return wideScenario(row, (hub, run) => measure(hub, run, members));
}

async function measure(hub: WideHub, { programs }: Run, members: number): Promise<Measured> {
  const { all: nodes } = hub.servers;
  await sleep(settleMs);
  const base = hub.usage().residentBytes;
  const load = new Load(programs.loader, hub, members);
  try {
    const joinSeconds = await cpuOf(nodes, () => load.join());
    await sleep(settleMs);
    const memberBytes = (hub.usage().residentBytes - base) / members;
    const idle = await idleShare(nodes);
    const values: Record<string, number> = {
      joinMicros: (joinSeconds / members) * 1e6,
      ...{ memberKb: memberBytes / 1000, idle: 100 * idle },
    };
    let tally = nothingWrong;
    let busy = { hubBusy: 0, loadBusy: 0 };
    for (const perSecond of rates) {
      await load.startTalking({ speakers: 5, perSecond, bytes: entryBytes });
      await load.startTiming();
      const stretch = await load.measure(() => sleep(stretchMs));
      const latencies = await load.stopTiming();
      tally = await load.stopTalking();
      const seconds = stretch.hubCpuSeconds - idle * stretch.seconds;
      values[`micros${perSecond}`] = (seconds / stretch.deliveries) * 1e6;
      values[`share${perSecond}`] = 100 * stretch.hubBusy;
      values[`load${perSecond}`] = 100 * stretch.loadBusy;
      values[`p50at${perSecond}`] = median(latencies);
      values[`p99at${perSecond}`] = percentile(latencies, 0.99);
      const { hubBusy, loadBusy } = stretch;
      busy = { hubBusy, loadBusy };
    }
    return { values, tally, ...busy, isPaced: true };
  } finally {
    load.stop();
  }
}
