import assert from 'node:assert/strict';
import { machinesFor, rented } from '../../../../bench/wide/model/machines';
import { type Outcome, simulate } from '../../../../bench/wide/simulation';

const outcome = simulate({
  ...{ members: 2000, layout: { clusters: 1, leaves: 1, cores: 8 }, seed: 1, replicas: 3 },
  ...{ hour: 10, seconds: 5, keptPerRoom: 1 },
});

/** The same outcome with nodes that do as much as this says. */
function withUse(busy: number, cores: number): Outcome {
  const spent = { ...zero, entries: cores };
  return { ...outcome, nodes: outcome.nodes.map((node) => ({ ...node, busy, cores: spent })) };
}

const zero = {
  ...{ entries: 0, presence: 0, 'receipts and typing': 0, connections: 0, 'idle streams': 0 },
};

describe('the machines that members need', () => {
  it('carry the load at 70 % when one node of each cluster, and one leaf of each campus, is down', () => {
    // Each of the three nodes, and the leaf, uses two cores for 2,000 members.
    const plan = machinesFor(20_000, withUse(0.25, 2), { meanLoad: 0.5 });
    // 60 cores; a cluster has two nodes with 8 × 0.7 cores each.
    assert.equal(plan.clusters, Math.ceil(60 / (2 * 8 * 0.7)));
    assert.equal(plan.limit, 'cores');
    // 20 cores.
    assert.equal(plan.leavesPerCampus, Math.ceil(20 / (8 * 0.7)) + 1);
    assert.equal(plan.campuses, 1);
    assert.equal(plan.machines, 3 * plan.clusters + plan.leavesPerCampus);
    const traffic = (plan.trafficPerMonth / 1e12) * rented.trafficPrice;
    assert.equal(plan.price, plan.machines * rented.price + traffic);
  });

  it('grow with the members', () => {
    const [some, more] = [1, 100].map((factor) =>
      machinesFor(100_000 * factor, withUse(0.25, 2), { meanLoad: 0.5 }),
    );
    assert.ok(some && more);
    assert.equal(more.campuses, 100 * some.campuses);
    assert.ok(more.clusters <= 100 * some.clusters && more.clusters > 98 * some.clusters);
  });

  it('aren’t derived from nodes that had too much to do', () => {
    assert.throws(() => machinesFor(1000, withUse(0.95, 7.6), { meanLoad: 1 }), /overloaded/);
  });
});
