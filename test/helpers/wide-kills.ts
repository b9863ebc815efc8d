import assert from 'node:assert/strict';
import type { WideNetwork } from '../../src/protocol/wide';
import type { NatsCluster } from './nats/cluster';
import { WideRoom } from './wide-room';

export interface KillFigures {
  /** How long it took after each kill until every member could write again, in ms. */
  readonly failoverMs: readonly number[];
  /** How many entries were acknowledged. */
  readonly acknowledged: number;
}

/**
 * Kills the node that leads a room again and again, while three members write and read, and checks that nothing that was
 * acknowledged is lost, doubled or in another order for anyone, and that those whose entries waited were told.
 */
export async function killLeaders(
  cluster: NatsCluster,
  network: WideNetwork,
  times: number,
): Promise<KillFigures> {
  const room = await WideRoom.create(network, cluster.access);
  try {
    const names = ['Ann', 'Ben', 'Cy'];
    const members = await Promise.all(names.map((name) => room.join(name)));
    const failoverMs: number[] = [];
    for (let kill = 1; kill <= times; kill += 1) {
      const talk = room.talk(...members);
      await talk.goesOn();
      const leader = await cluster.leaderOf(room.stream);
      const begin = performance.now();
      await cluster.kill(leader);
      await talk.goesOn();
      failoverMs.push(performance.now() - begin);
      await talk.stop();
      assert.equal(talk.slow.untold, 0, 'whoever waits is told');
      // In peace: on a busy computer, a node may not catch up as long as more is said.
      await cluster.restart(leader);
    }
    const acknowledged = await room.quiet();
    room.check();
    return { failoverMs, acknowledged };
  } finally {
    await room.dispose();
  }
}

/** `4.3 to 8.7 s, 5.9 s in the middle` */
export function describeTimes(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (index: number) => ((sorted[index] ?? 0) / 1000).toFixed(1);
  return `${at(0)} to ${at(sorted.length - 1)} s, ${at(Math.floor(sorted.length / 2))} s in the middle`;
}
