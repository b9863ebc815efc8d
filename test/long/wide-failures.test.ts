import assert from 'node:assert/strict';
import { findNatsServers } from '../../scripts/nats-server';
import { createWideNetwork } from '../../src/net/wide/wide';
import { defaultLimits } from '../../src/protocol/limits';
import { systemClock } from '../../src/util/clock';
import { seededRandom } from '../../src/util/seeded-random';
import { NatsCluster } from '../helpers/nats/cluster';
import type { NatsNode } from '../helpers/nats/node';
import { describeTimes, killLeaders } from '../helpers/wide-kills';
import type { WideMember } from '../helpers/wide-member';
import { WideRoom } from '../helpers/wide-room';
import { ScheduledRoom } from '../helpers/wide-schedule';

/** How often each cluster fails. */
const rounds = Number(process.env.DESKMATE_ROUNDS ?? 40);
const seed = Number(process.env.DESKMATE_SEED ?? Date.now() % 1_000_000);
const kills = 20;

const print = (text: string) => process.stdout.write(`      ${text}\n`);

/** What can happen to a cluster: which nodes, and what. The first of these nodes leads the room. */
const failures: Readonly<
  Record<string, (cluster: NatsCluster, nodes: readonly NatsNode[]) => Promise<void>>
> = {
  'leader killed': (cluster, [leader]) => cluster.kill(leader as NatsNode),
  'leader stopped': (cluster, [leader]) => cluster.stop(leader as NatsNode),
  'another killed': (cluster, [, other]) => cluster.kill(other as NatsNode),
  'two killed': async (cluster, nodes) => {
    await Promise.all(nodes.slice(0, 2).map((node) => cluster.kill(node)));
  },
  'all killed': async (cluster, nodes) => {
    await Promise.all(nodes.map((node) => cluster.kill(node)));
  },
  'leader paused': async (cluster, [leader]) => cluster.pause(leader as NatsNode),
};

describe('wide rooms on clusters that fail very often', () => {
  const network = createWideNetwork({ clock: systemClock, limits: defaultLimits });
  let cluster: NatsCluster | undefined;
  let room: WideRoom | undefined;
  let far: ScheduledRoom | undefined;

  afterEach(async () => {
    await room?.dispose();
    await far?.dispose();
    await cluster?.dispose();
    [room, far, cluster] = [undefined, undefined, undefined];
  });

  for (const age of ['oldest', 'newest'] as const) {
    const start = async () => {
      const server = (await findNatsServers()).at(age === 'oldest' ? 0 : -1);
      assert.ok(server);
      cluster = await NatsCluster.start({ nodes: 3, server });
      return cluster;
    };

    it(`lose nothing when their leader is killed ${kills} times, on the ${age} server`, async () => {
      const { failoverMs, acknowledged } = await killLeaders(await start(), network, kills);
      print(`writing again within ${describeTimes(failoverMs)}; ${acknowledged} entries`);
    });

    it(`lose nothing, whatever fails, on the ${age} server (seed ${seed})`, async () => {
      const nats = await start();
      const random = seededRandom(seed);
      room = await WideRoom.create(network, nats.access);
      const talkers = ['Ann', 'Ben', 'Cy'];
      const talk = room.talk(
        ...(await Promise.all(talkers.map((name) => room?.join(name) as Promise<WideMember>))),
      );
      const times = new Map<string, number[]>();
      for (let round = 1; round <= rounds; round += 1) {
        const names = Object.keys(failures);
        const name = names[Math.floor(random() * names.length)] as string;
        const leader = await nats.leaderOf(room.stream);
        const nodes = [leader, ...nats.nodes.filter((node) => node !== leader)];
        const begin = performance.now();
        await failures[name]?.(nats, nodes);
        // A majority goes on by itself, or all are there again while the members are still trying.
        if (random() < 0.5 && name !== 'two killed' && name !== 'all killed') await talk.goesOn();
        if (name === 'leader paused') nats.resume(leader);
        await nats.restart(...nodes);
        await talk.goesOn();
        times.set(name, [...(times.get(name) ?? []), performance.now() - begin]);
      }
      const acknowledged = await room.quiet();
      const late = await room.join('Late');
      await late.read(acknowledged);
      room.check();
      assert.equal(talk.slow.untold, 0, 'whoever waits is told');
      print(`${rounds} failures, ${acknowledged} entries`);
      for (const [name, each] of times)
        print(`${name} ${each.length} times: ${describeTimes(each)}`);
    });
  }

  it('alarm nobody when they are full', async () => {
    far = await ScheduledRoom.open(2);
    const [ann, ben] = [far.member(0), far.member(1)];
    const say = async (count: number) => {
      for (let done = 0; done < count; done += 100) {
        for (let each = 0; each < 100; each += 1) void ann.say('x');
        await far?.clock.advance(1000);
      }
    };
    await say(500);
    await ben.dispose();
    await say(10_000);
    const late = far.join();
    await far.clock.advance(10_000);
    await say(200);
    await far.settle();
    assert.deepEqual(
      far.members.flatMap(({ alarms }) => alarms),
      [],
    );
    assert.equal(late.last, far.log.last);
    assert.deepEqual(late.stream?.chain, ann.stream?.chain);
    assert.ok(late.stream?.chain);
  });
});
