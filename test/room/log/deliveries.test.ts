import assert from 'node:assert/strict';
import { Deliveries, maxPairs } from '../../../src/room/log/deliveries';

const me = 'm1';

/** Deliveries, and how often each message was updated. */
function setUp() {
  let shown = 0;
  const latest = new Map<string, unknown>();
  const deliveries = new Deliveries(me, (id, delivery) => {
    shown += 1;
    latest.set(id, delivery);
  });
  return { deliveries, latest, shown: () => shown };
}

describe('Deliveries', () => {
  it('follows all messages of a pair’s room', () => {
    const { deliveries, latest } = setUp();
    deliveries.join('m0', 'Zoe');
    for (let seq = 1; seq <= 10_000; seq += 1) deliveries.follow(`e${seq}`, seq);
    deliveries.mark([{ member: 'm0', seq: 10_000 }]);
    assert.equal(latest.size, 10_000);
    assert.deepEqual(latest.get('e1'), { received: 1, of: 1, names: ['Zoe'] });
  });

  it('counts those who have a message where they are too many to name', () => {
    const { deliveries, latest } = setUp();
    const members = Array.from({ length: 201 }, (_, index) => ({
      id: `x${index}`,
      name: `X${index}`,
    }));
    for (const { id, name } of members) deliveries.join(id, name);
    deliveries.follow('e1', 1);
    deliveries.mark([{ member: 'x0', seq: 1 }]);
    assert.deepEqual(latest.get('e1'), { received: 1, of: 201, names: [] });
    deliveries.mark(members.map(({ id }) => ({ member: id, seq: 1 })));
    assert.deepEqual(latest.get('e1'), { received: 201, of: 201, names: [] });
  });

  it('does a bounded amount of work for one frame of a hub that invents members and messages', () => {
    const { deliveries, shown } = setUp();
    const members = Array.from({ length: 1000 }, (_, index) => ({
      id: `x${index}`,
      name: `X ${index}`,
    }));
    for (const { id, name } of members) deliveries.join(id, name);
    const messages = 4000;
    for (let seq = 1; seq <= messages; seq += 1) deliveries.follow(`e${seq}`, seq);
    deliveries.mark(members.map(({ id }) => ({ member: id, seq: messages })));
    assert.ok(shown() > 0 && shown() * members.length <= 2 * maxPairs, `${shown()} messages`);
  });

  it('stays bounded when a hub keeps adding members', () => {
    const { deliveries, latest } = setUp();
    deliveries.join('m0', 'Zoe');
    for (let seq = 1; seq <= 5000; seq += 1) deliveries.follow(`e${seq}`, seq);
    for (let frame = 0; frame < 20; frame += 1) {
      deliveries.replace(
        Array.from({ length: 500 }, (_, index) => ({ id: `x${frame}-${index}`, name: 'X' })),
      );
    }
    const members = Array.from({ length: 20 * 500 }, (_, index) => ({
      member: `x${Math.floor(index / 500)}-${index % 500}`,
      seq: 5000,
    }));
    deliveries.mark(members);
    assert.ok(latest.has('e5000'), 'the newest message is followed');
    let pairs = 0;
    for (const delivery of latest.values()) {
      if (typeof delivery === 'object' && delivery !== null && 'of' in delivery) {
        pairs += delivery.of as number;
      }
    }
    assert.ok(pairs <= maxPairs, `${pairs} pairs`);
  });
});
