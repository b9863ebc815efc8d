import type { Contender, Wire } from '../hubs/contenders';
import { dialects } from '../load/dialects';
import { Load, type LoadedHub } from '../load/load';
import type { Tally } from '../load/sequence-check';
import type { Programs } from '../programs';

/** What is measured of a hub. Its name is that of a row. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Absent: for all hubs. */
  readonly wire?: Wire;
  /** Whether only hubs that keep a log can do it. */
  readonly needsLog?: boolean;
  readonly figures: readonly Figure[];
  run(run: Run): Promise<Measured>;
}

/** One line of a table. */
export interface Figure {
  readonly key: string;
  readonly title: string;
  readonly digits: number;
}

export interface Measured {
  /** By the figure's key. */
  readonly values: Readonly<Record<string, number>>;
  readonly tally: Tally;
  /** Shares of one core, 0 to 1, where they matter. */
  readonly hubBusy?: number;
  readonly loadBusy?: number;
  /** Speakers have a fixed pace: the load process is the limit only when it has no time left. */
  readonly isPaced?: true;
}

export interface RunningHub extends LoadedHub {
  stop(): Promise<void>;
}

export interface Run {
  readonly contender: Pick<Contender, 'name' | 'dialect'>;
  start(): Promise<RunningHub>;
  readonly programs: Programs;
  /** How long members talk before, for compilers, caches and the kernel's buffers to reach their working state. */
  readonly warmMs: number;
  /** How long a stretch is measured. */
  readonly stretchMs: number;
}

/** Whether a scenario is for this hub. */
export function suits(
  { wire, needsLog }: Scenario,
  contender: Pick<Contender, 'wire' | 'dialect'>,
): boolean {
  if (wire !== undefined && wire !== contender.wire) return false;
  return !needsLog || dialects[contender.dialect].resumes;
}

/**
 * Starts a hub, fills its room, and ends both after `measure`.
 * @param isSpread whether the members may be in several processes
 */
export async function withRoom<T>(
  { programs, start }: Run,
  { members, isSpread }: { readonly members: number; readonly isSpread: boolean },
  measure: (load: Load, hub: RunningHub) => Promise<T>,
): Promise<T> {
  const hub = await start();
  const load = new Load(programs.loader, hub, members, isSpread);
  try {
    await load.join();
    return await measure(load, hub);
  } finally {
    load.stop();
    await hub.stop();
  }
}
