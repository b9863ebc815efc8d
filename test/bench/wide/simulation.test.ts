import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Layout } from '../../../bench/wide/model/nodes';
import { hereEvery, hereInterval, planRooms, roomTypes } from '../../../bench/wide/model/rooms';
import { type SimulationPlan, simulate } from '../../../bench/wide/simulation';
import { seededRandom } from '../../../src/util/seeded-random';

const cluster: Layout = { clusters: 1, leaves: 0, cores: 2 };
const plan: SimulationPlan = {
  ...{ members: 700, layout: cluster, seed: 3, replicas: 3, hour: 10, seconds: 12 },
  keptPerRoom: 1,
};
const pair = roomTypes.find(({ name }) => name === 'pair');
const lecture = roomTypes.find(({ name }) => name === 'lecture');
assert.ok(pair && lecture);

describe('the simulation of wide rooms', () => {
  it('has the same outcome for the same seed, another one for another seed', () => {
    assert.deepEqual(simulate(plan), simulate(plan));
    assert.notDeepEqual(simulate(plan), simulate({ ...plan, seed: 4 }));
  });

  it('takes as long as the parts of the way of an entry do', () => {
    const costs = {
      ...{
        publish: 1000,
        relay: 2000,
        storeLeader: 4000,
        storeFollower: 8000,
        syncReplica: 16_000,
      },
      ...{ delivery: 32_000, idleReplica: 0, connect: 0, read: 0 },
    };
    const surroundings = { memberDelay: [64, 0], clusterDelay: 128 } as const;
    const rooms = [{ type: { ...pair, perMinute: 20 }, members: 2 }];
    const lone = { ...plan, rooms, costs, surroundings, seconds: 60, hour: 4 };
    const times = [];
    // Two members are seldom there so early, and are at nodes by chance.
    for (let seed = 0; seed < 2000; seed += 1) {
      const { completed, delivered, present, sent } = simulate({ ...lone, seed });
      if (present < 2 || sent === 0) continue;
      assert.equal(completed, sent);
      times.push(delivered.max);
    }
    assert.ok(times.length > 0);
    // To the author's node and to the leader, and from it to the other member's, if these differ.
    const hop = 128 + 2;
    const store = hop + 8 + 16 + hop;
    const ways = [0, 1, 2].map((hops) => 64 + 1 + hops * hop + store + 32 + 64);
    for (const time of times) {
      // With an acknowledgement or a second copy before it at the same core.
      const isOne = ways.some((way) => [0, 32, 64].some((more) => Math.abs(time - way - more) < 6));
      assert.ok(isOne, `${time} isn't one of ${ways}`);
    }
  });

  it('delivers each message once to everyone, in every layout, also when a node fails', () => {
    const layouts: Layout[] = [cluster, { clusters: 2, leaves: 3, cores: 2 }];
    const failures = [undefined, 'killed', 'stopped'] as const;
    const rooms = [
      ...Array.from({ length: 30 }, () => ({ type: { ...pair, perMinute: 60 }, members: 2 })),
      { type: lecture, members: 200 },
    ];
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(...layouts),
        fc.constantFrom(...failures),
        (seed, layout, failure) => {
          const only = { ...plan, seed, layout, failure, rooms: rooms.slice(-1) };
          const one = simulate(only);
          assert.ok(one.sent > 0);
          assert.equal(one.completed, one.sent);
          assert.equal(one.deliveries, one.sent * one.present);
          const all = simulate({ ...only, rooms });
          assert.equal(all.completed, all.sent);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('lets what is said during an election wait for its end', () => {
    const rooms = [{ type: { ...lecture, perMinute: 600 }, members: 200 }];
    const election = [3000, 3000] as const;
    const costs = { electionKilled: election };
    let found = 0;
    for (let seed = 0; seed < 9; seed += 1) {
      const calm = simulate({ ...plan, rooms, seed });
      assert.ok(calm.acknowledged.max < 100, `${calm.acknowledged.max}`);
      const { failed } = simulate({ ...plan, rooms, seed, failure: 'killed', costs });
      if (failed?.acknowledged.count === 0) continue;
      found += 1;
      const max = failed?.acknowledged.max ?? 0;
      assert.ok(max > 2500 && max < 3800, `${max}`);
    }
    assert.ok(found > 0, 'no seed had the room’s leader at the node that fails');
  });

  it('uses the cores for what it does, and no more than there are', () => {
    const { nodes } = simulate(plan);
    for (const { busy, cores } of nodes) {
      const spent = Object.values(cores).reduce((sum, share) => sum + share, 0);
      assert.ok(Math.abs(spent / 2 - busy) < 0.01, `${spent} and ${busy}`);
    }
    const overload = simulate({ ...plan, costs: { delivery: 20_000 } });
    assert.ok(overload.nodes.every(({ busy }) => busy <= 1));
    assert.ok(overload.delivered.p50 > 20 * simulate(plan).delivered.p50);
  });
});

describe('the rooms of the simulation', () => {
  it('have all members, each in one room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30_000 }), fc.nat(), (members, seed) => {
        const rooms = planRooms(members, seededRandom(seed));
        const sum = rooms.reduce((total, room) => total + room.members, 0);
        assert.ok(Math.abs(members - sum) <= 3, `${sum} of ${members}`);
        for (const room of rooms) {
          const [least, most] = room.type.size;
          assert.ok(room.members >= least && room.members <= most);
        }
      }),
    );
  });

  it('hear of their members as often as docs/WIDE.md says', () => {
    const seconds = [2, 150, 151, 500, 2000, 3000, 9000].map(
      (present) => hereEvery(hereInterval, present) / 1000,
    );
    assert.deepEqual(seconds, [15, 15, 15.1, 50, 200, 300, 300]);
  });
});
