import { setTimeout as sleep } from 'node:timers/promises';
import type { Dialect } from '../load/dialect';
import { dialects } from '../load/dialects';
import { median, percentile } from '../statistics';
import { type Run, type Scenario, withRoom } from './scenario';

/** The people in a room, and the size of what they say. */
export interface Audience {
  readonly name: string;
  readonly members: number;
  readonly speakers: number;
}

export const pair: Audience = { name: 'pair', members: 2, speakers: 2 };
export const classroom: Audience = { name: 'class', members: 50, speakers: 10 };
export const lecture: Audience = { name: 'lecture', members: 500, speakers: 5 };

/** The size of a message, in bytes. */
const BYTES = 128;

/** Each speaker keeps `window` messages in flight: it sends another one as soon as one has arrived. */
export function pipelined({ name, members, speakers }: Audience, window: number): Scenario {
  return {
    name: `${name}-w${window}`,
    title: `${name} (${members}, ${speakers} talk), W=${window}`,
    figures: [
      { key: 'perSecond', title: 'deliveries/s', digits: 0 },
      { key: 'hubMicros', title: 'hub µs/delivery', digits: 2 },
    ],
    run: (run) =>
      withRoom(run, { members, isSpread: true }, async (load) => {
        await load.startTalking({ speakers, window, bytes: bytesOf(run) });
        await sleep(run.warmMs);
        const { hubBusy, loadBusy, ...stretch } = await load.measure(() => sleep(run.stretchMs));
        const tally = await load.stopTalking();
        const values = {
          perSecond: stretch.deliveries / stretch.seconds,
          hubMicros: (stretch.hubCpuSeconds / stretch.deliveries) * 1e6,
        };
        return { values, tally, hubBusy, loadBusy };
      }),
  };
}

/** All speakers together say `perSecond` messages, at a fixed pace. */
export function paced({ name, members, speakers }: Audience, perSecond: number): Scenario {
  return {
    name: `${name}-paced`,
    title: `${name} at ${perSecond} msg/s`,
    figures: [
      { key: 'p50', title: 'p50 ms', digits: 2 },
      { key: 'p99', title: 'p99 ms', digits: 2 },
      { key: 'hubShare', title: 'hub % of a core', digits: 0 },
    ],
    run: (run) =>
      withRoom(run, { members, isSpread: true }, async (load) => {
        await load.startTalking({ speakers, perSecond, bytes: bytesOf(run) });
        await sleep(run.warmMs);
        await load.startTiming();
        const { hubBusy, loadBusy } = await load.measure(() => sleep(run.stretchMs));
        const latencies = await load.stopTiming();
        const tally = await load.stopTalking();
        const p99 = percentile(latencies, 0.99);
        const values = { p50: median(latencies), p99, hubShare: 100 * hubBusy };
        return { values, tally, hubBusy, loadBusy, isPaced: true };
      }),
  };
}

function bytesOf({ contender }: Run): number {
  const { overhead = 0 }: Dialect = dialects[contender.dialect];
  return BYTES + overhead;
}
