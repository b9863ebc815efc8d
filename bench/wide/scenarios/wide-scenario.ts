import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured, Run, Scenario } from '../../scenarios/scenario';
import type { NatsNode } from '../servers';
import { WideHub } from '../wide-hub';

/** How long a server is left alone before its memory is read, and how long its idle cost is measured, in ms. */
export const settleMs = 3000;
const idleMs = 10_000;

export const MB = 1e6;

/** A row that needs the server itself, not only a room on it. */
export function wideScenario(
  row: Omit<Scenario, 'run'>,
  measure: (hub: WideHub, run: Run) => Promise<Measured>,
): Scenario {
  return {
    ...row,
    async run(run) {
      const hub = await run.start();
      try {
        if (!(hub instanceof WideHub)) throw new Error(`${run.contender.name} isn’t a server.`);
        return await measure(hub, run);
      } finally {
        await hub.stop();
      }
    },
  };
}

/** The share of a core that nodes use while nothing happens. */
export async function idleShare(nodes: readonly NatsNode[]): Promise<number> {
  const spent = await cpuOf(nodes, () => sleep(idleMs));
  return spent / (idleMs / 1000);
}

/** Processor time of nodes, in s, while something happens. */
export async function cpuOf(
  nodes: readonly NatsNode[],
  work: () => Promise<unknown>,
): Promise<number> {
  const sum = () => nodes.reduce((total, node) => total + node.usage().cpuSeconds, 0);
  const before = sum();
  await work();
  return sum() - before;
}

/** Handles all items, some at the same time. */
export async function someAtATime<T>(
  items: readonly T[],
  atATime: number,
  handle: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await handle(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
