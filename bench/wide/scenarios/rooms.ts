import { setTimeout as sleep } from 'node:timers/promises';
import { nothingWrong } from '../../load/sequence-check';
import type { Measured, Scenario } from '../../scenarios/scenario';
import { median, percentile } from '../../statistics';
import { createRoom } from '../stream';
import type { WideHub } from '../wide-hub';
import { Appender, appendFor } from './appends';
import { cpuOf, idleShare, MB, settleMs, someAtATime, wideScenario } from './wide-scenario';

const figures = [
  { key: 'createMs', title: 'ms to create a room', digits: 1 },
  { key: 'createMicros', title: 'processor µs to create a room', digits: 0 },
  { key: 'baseMb', title: 'memory of a node before, MB', digits: 1 },
  { key: 'roomKb', title: 'memory of a node for a room, KB', digits: 0 },
  { key: 'roomFiles', title: 'open files of a node for a room', digits: 2 },
  { key: 'idleBefore', title: 'idle before, % of a core', digits: 1 },
  { key: 'idle', title: 'idle with all rooms, % of a core', digits: 1 },
  { key: 'roomMicros', title: 'idle room, µs/s on each node', digits: 0 },
  { key: 'onePerSecond', title: 'one in flight: appends/s', digits: 0 },
  { key: 'oneP50', title: 'p50 ms', digits: 2 },
  { key: 'oneP99', title: 'p99 ms', digits: 2 },
  { key: 'oneMicros', title: 'processor µs/append', digits: 0 },
  { key: 'leaderMicros', title: 'of which the leader', digits: 0 },
  { key: 'manyPerSecond', title: '64 in flight in 16 rooms: appends/s', digits: 0 },
  { key: 'manyP50', title: 'p50 ms', digits: 2 },
  { key: 'manyP99', title: 'p99 ms', digits: 2 },
  { key: 'manyMicros', title: 'processor µs/append', digits: 0 },
  { key: 'restartMs', title: 'a node that was killed starts again, ms', digits: 0 },
] as const;

/** Many rooms that nobody is in, and then entries in some of them. */
export function rooms(name: string, count: number): Scenario {
  return wideScenario(
    { name, title: `${count} rooms`, wire: 'tls', figures },
    (hub, { stretchMs }) => measure(hub, count, stretchMs),
  );
}

async function measure({ servers }: WideHub, count: number, stretchMs: number): Promise<Measured> {
  const { nodes } = servers;
  const memory = () => servers.usage().residentBytes / nodes.length;
  const files = () => nodes.reduce((sum, node) => sum + node.openFiles(), 0);
  await sleep(settleMs);
  const base = memory();
  const filesBefore = files();
  const idleBefore = await idleShare(nodes);
  const names: string[] = [];
  const ordinals = Array.from({ length: count }, (_, at) => at);
  const start = performance.now();
  const createSeconds = await cpuOf(nodes, () =>
    someAtATime(ordinals, 4, async () => {
      names.push((await createRoom(servers, nodes.length)).stream);
    }),
  );
  const createMs = (performance.now() - start) / count;
  await sleep(settleMs);
  const roomBytes = (memory() - base) / count;
  const roomFiles = (files() - filesBefore) / nodes.length / count;
  const idle = await idleShare(nodes);

  const own = await Promise.all(names.slice(0, 16).map((each) => Appender.open(servers, each)));
  const first = own.slice(0, 1);
  const leaderName = await first[0]?.leader();
  const leader = nodes.filter((node) => nodes.length === 1 || node.name === leaderName);
  const cpuBefore = process.cpuUsage();
  const hubBefore = servers.usage().cpuSeconds;
  const started = performance.now();
  const append = async (appenders: readonly Appender[], inFlight: number) => {
    const before = leader.map((node) => node.usage().cpuSeconds);
    let times: number[] = [];
    const seconds = await cpuOf(nodes, async () => {
      times = await appendFor(stretchMs, appenders, inFlight);
    });
    const ofLeader = leader.reduce(
      (sum, node, at) => sum + node.usage().cpuSeconds - (before[at] ?? 0),
      0,
    );
    const unused = (idle * stretchMs) / 1000;
    return {
      perSecond: times.length / (stretchMs / 1000),
      p50: median(times),
      p99: percentile(times, 0.99),
      micros: ((seconds - unused) / times.length) * 1e6,
      leaderMicros: ((ofLeader - unused / nodes.length) / times.length) * 1e6,
    };
  };
  const one = await append(first, 1);
  const many = await append(own, 64);
  const { user, system } = process.cpuUsage(cpuBefore);
  const took = (performance.now() - started) / 1000;
  const busy = {
    hubBusy: (servers.usage().cpuSeconds - hubBefore) / took,
    loadBusy: (user + system) / 1e6 / took,
  };
  await Promise.all(own.map((each) => each.close()));
  const restarted = performance.now();
  await nodes[0]?.stop();
  nodes[0]?.start();
  await servers.untilReady();
  const restartMs = performance.now() - restarted;
  const values = {
    ...{ roomFiles, restartMs },
    ...{ createMs, createMicros: (createSeconds / count) * 1e6 },
    ...{ baseMb: base / MB, roomKb: roomBytes / 1000 },
    ...{ idleBefore: 100 * idleBefore, idle: 100 * idle },
    roomMicros: ((idle - idleBefore) / nodes.length / count) * 1e6,
    ...{ onePerSecond: one.perSecond, oneP50: one.p50, oneP99: one.p99, oneMicros: one.micros },
    leaderMicros: one.leaderMicros,
    ...{ manyPerSecond: many.perSecond, manyP50: many.p50, manyP99: many.p99 },
    manyMicros: many.micros,
  };
  return { values, tally: nothingWrong, ...busy, isPaced: true };
}
