import { decimals, percent, type Row } from './comparison';
import { type Crowd, stamp } from './crowd';
import { type Contender, HubProcess, type Protocol } from './hub-process';
import { LabCrowd } from './lab-crowd';
import { SecureCrowd } from './secure-crowd';
import { median, percentile } from './statistics';

/** The figures of one run of one hub. */
export interface Figures {
  readonly deliveriesPerSecond: number;
  /** The hub's CPU time per million deliveries, in seconds. */
  readonly cpuSecondsPerMillion: number;
  /** The share of one core that the hub used at saturation, 0 to 1. */
  readonly hubBusy: number;
  /** The same for the load generator; near 1, the load generator is the bottleneck. */
  readonly loadBusy: number;
  /** Milliseconds from sending to receiving. */
  readonly latencyP50: number;
  readonly latencyP99: number;
  /** Resident memory per idle connection, in bytes. */
  readonly bytesPerConnection: number;
}

const ROWS: readonly Row<Figures>[] = [
  { title: 'deliveries/s at saturation', of: (run) => run.deliveriesPerSecond, show: decimals(0) },
  {
    title: 'hub CPU s / million deliveries',
    of: (run) => run.cpuSecondsPerMillion,
    show: decimals(2),
  },
  { title: 'latency p50, ms (modest rate)', of: (run) => run.latencyP50, show: decimals(2) },
  { title: 'latency p99, ms (modest rate)', of: (run) => run.latencyP99, show: decimals(2) },
];
const MEMORY_ROW: Row<Figures> = {
  title: 'memory per connection, KiB',
  of: (run) => run.bytesPerConnection / 1024,
  show: decimals(0),
};
const BUSY_ROWS: readonly Row<Figures>[] = [
  { title: 'hub busy at saturation', of: (run) => run.hubBusy, show: percent(0), ratio: false },
  { title: 'load generator busy', of: (run) => run.loadBusy, show: percent(0), ratio: false },
];

/** With fewer members, other changes in the process's memory hide the cost of connections. */
const MIN_FOR_MEMORY = 50;

/** The rows of the table for a room with this many members. */
export function rowsFor(members: number): Row<Figures>[] {
  return [...ROWS, ...(members < MIN_FOR_MEMORY ? [] : [MEMORY_ROW]), ...BUSY_ROWS];
}

export interface Plan {
  readonly protocol: Protocol;
  readonly members: number;
  /** How long each of the two phases lasts, in milliseconds. */
  readonly phaseMs: number;
}

/** The message sizes to cycle through, in bytes. */
const SIZES = [64, 96, 128, 160, 192, 224, 256];
/** The maximum number of members who send at saturation. */
const MAX_SENDERS = 50;
/** The number of members whose delivery times are recorded. */
const TIMED = 20;
/** Target deliveries per second in the latency phase, limited to 10 to 50 messages per second. */
const MODEST_DELIVERIES = 5000;

/** Starts a hub, fills it, measures it while idle, at a modest rate and at saturation, and stops it. */
export async function measure(contender: Contender, plan: Plan): Promise<Figures> {
  const hub = await HubProcess.start(contender, plan.protocol);
  const crowd = plan.protocol === 'lab' ? new LabCrowd() : new SecureCrowd();
  try {
    const bytesPerConnection = await fill(hub, crowd, plan.members);
    const latencies = await sendAtModestRate(crowd, plan.phaseMs);
    const saturation = await saturate(hub, crowd, plan.phaseMs);
    return {
      ...saturation,
      latencyP50: median(latencies),
      latencyP99: percentile(latencies, 0.99),
      bytesPerConnection,
    };
  } finally {
    crowd.leave();
    await hub.stop();
  }
}

/** @returns memory per connection, in bytes */
async function fill(hub: HubProcess, crowd: Crowd, members: number): Promise<number> {
  const before = hub.usage().residentBytes;
  const interval = Math.max(1, Math.floor(members / TIMED));
  for (let index = 0; index < members; index += 1) {
    await crowd.join(hub, index % interval === interval - 1);
  }
  await crowd.settle(300);
  return (hub.usage().residentBytes - before) / members;
}

/** Sends one message at a time at a fixed rate. @returns delivery times in milliseconds */
async function sendAtModestRate(crowd: Crowd, ms: number): Promise<number[]> {
  const rate = Math.min(50, Math.max(10, MODEST_DELIVERIES / crowd.size));
  const latencies = crowd.startTiming();
  const start = performance.now();
  const messages = Math.ceil((ms / 1000) * rate);
  for (let index = 0; index < messages; index += 1) {
    const wait = start + (index * 1000) / rate - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
    crowd.send(index % crowd.size, stamp(SIZES[index % SIZES.length] as number));
  }
  await crowd.settle(300);
  crowd.stopTiming();
  return latencies;
}

/**
 * Each sender sends one message; when all members have received all messages, the next round starts. The lab
 * protocol has no framing: a second message sent before the first was read would merge with it, and
 * deliveries couldn't be counted by bytes.
 */
async function saturate(hub: HubProcess, crowd: Crowd, ms: number) {
  const senders = Math.min(crowd.size, MAX_SENDERS);
  const messages = SIZES.map((size) => 'x'.repeat(size));
  const cpuBefore = hub.usage().cpuSeconds;
  const ownBefore = process.cpuUsage();
  const start = performance.now();
  let rounds = 0;
  while (performance.now() - start < ms) {
    for (let sender = 0; sender < senders; sender += 1) {
      crowd.send(sender, messages[(rounds + sender) % messages.length] as string);
    }
    await crowd.waitForDelivery();
    rounds += 1;
  }
  const seconds = (performance.now() - start) / 1000;
  const own = process.cpuUsage(ownBefore);
  const cpu = hub.usage().cpuSeconds - cpuBefore;
  const deliveries = rounds * senders * crowd.receivers;
  return {
    deliveriesPerSecond: deliveries / seconds,
    cpuSecondsPerMillion: (cpu / deliveries) * 1e6,
    hubBusy: cpu / seconds,
    loadBusy: (own.user + own.system) / 1e6 / seconds,
  };
}
