import { setTimeout as sleep } from 'node:timers/promises';
import { CommandProcess } from '../command-process';
import { loadProcesses } from '../cores';
import type { ProcessUsage } from '../process-usage';
import type { LoadCommands } from './load-commands';
import type { Room } from './member';
import { addTallies, nothingWrong, type Tally } from './sequence-check';

/** With fewer members, one process holds them all, so that each has another one beside it. */
const MIN_TO_SPREAD = 50;
/** How long to wait for a probe, and for everyone to be in the room. */
const PROBE_MS = 300;
const JOIN_MS = 180_000;

export interface Talk {
  /** How many of the members speak. */
  readonly speakers: number;
  readonly bytes: number;
  readonly window?: number;
  readonly perSecond?: number;
}

/** What happened while it was measured. */
export interface Stretch {
  readonly seconds: number;
  readonly deliveries: number;
  readonly hubCpuSeconds: number;
  /** Shares of one core, 0 to 1; that of the busiest load process. */
  readonly hubBusy: number;
  readonly loadBusy: number;
}

/** A hub whose room members join. */
export interface LoadedHub {
  readonly room: Room;
  usage(): ProcessUsage;
}

/** The members of a room, in processes of their own. */
export class Load {
  private readonly processes: CommandProcess<LoadCommands>[];
  /** By process: the number of its first member, and how many it has. */
  private readonly shares: readonly { readonly from: number; readonly count: number }[];

  /**
   * @param isSpread whether the members may be in several processes
   * @param before how many members are in the room already
   */
  constructor(
    program: string,
    private readonly hub: LoadedHub,
    members: number,
    isSpread = true,
    before = 0,
  ) {
    const count = isSpread && members >= MIN_TO_SPREAD ? loadProcesses : 1;
    const bounds = Array.from({ length: count + 1 }, (_, at) => Math.floor((members * at) / count));
    this.shares = bounds.slice(1).map((to, at) => ({
      from: before + (bounds[at] as number),
      count: to - (bounds[at] as number),
    }));
    this.processes = this.shares.map(() => new CommandProcess<LoadCommands>(program));
  }

  /** The first process, for what one alone does. */
  get first(): CommandProcess<LoadCommands> {
    return this.processes[0] as CommandProcess<LoadCommands>;
  }

  /** Resolves when everyone is in the room. @throws {Error} when that takes too long */
  async join(): Promise<void> {
    const { room } = this.hub;
    await Promise.all(
      this.shares.map((share, at) => this.processes[at]?.call('join', { room, ...share })),
    );
    const deadline = performance.now() + JOIN_MS;
    while (!(await this.allHeard())) {
      if (performance.now() > deadline) throw new Error('Not everyone got into the room.');
      await this.first.call('probe');
      await sleep(PROBE_MS);
    }
  }

  /** The speakers are spread evenly over the members. */
  async startTalking({ speakers, perSecond, ...talk }: Talk): Promise<void> {
    const members = this.shares.reduce((sum, { count }) => sum + count, 0);
    const all = Array.from({ length: speakers }, (_, at) => Math.floor((members * at) / speakers));
    await Promise.all(
      this.shares.map(({ from, count }, at) => {
        const own = all.filter((id) => id >= from && id < from + count);
        const pace =
          perSecond === undefined ? {} : { perSecond: (perSecond * own.length) / speakers };
        return this.processes[at]?.call('startTalking', { speakers: own, ...talk, ...pace });
      }),
    );
  }

  /** Measures what happens until `work` is done. */
  async measure(work: () => Promise<unknown>): Promise<Stretch> {
    const before = await this.sample();
    await work();
    const after = await this.sample();
    const seconds = (after.at - before.at) / 1000;
    const hubCpuSeconds = after.hubCpuSeconds - before.hubCpuSeconds;
    const shares = after.load.map((sample, at) => {
      const earlier = before.load[at] ?? sample;
      return {
        deliveries: sample.deliveries - earlier.deliveries,
        busy: (sample.cpuSeconds - earlier.cpuSeconds) / seconds,
      };
    });
    return {
      ...{ seconds, hubCpuSeconds },
      deliveries: shares.reduce((sum, { deliveries }) => sum + deliveries, 0),
      hubBusy: hubCpuSeconds / seconds,
      loadBusy: Math.max(...shares.map(({ busy }) => busy)),
    };
  }

  async startTiming(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.call('startTiming')));
  }

  /** @returns milliseconds from sending to receiving, of all deliveries */
  async stopTiming(): Promise<number[]> {
    return (await Promise.all(this.processes.map((each) => each.call('stopTiming')))).flat();
  }

  /** Ends talking, waits for what is on its way, and says what went wrong. */
  async stopTalking(): Promise<Tally> {
    const sent = await Promise.all(this.processes.map((each) => each.call('stopTalking')));
    return this.check(sent.flat());
  }

  async check(sent: readonly [number, number][]): Promise<Tally> {
    const tallies = await Promise.all(this.processes.map((each) => each.call('check', sent)));
    return tallies.reduce(addTallies, nothingWrong);
  }

  stop(): void {
    for (const each of this.processes) each.stop();
  }

  private async allHeard(): Promise<boolean> {
    const heard = await Promise.all(this.processes.map((each) => each.call('allHeard')));
    return heard.every((all) => all);
  }

  private async sample() {
    const load = await Promise.all(this.processes.map((each) => each.call('sample')));
    const { cpuSeconds: hubCpuSeconds } = this.hub.usage();
    return { at: performance.now(), hubCpuSeconds, load };
  }
}
