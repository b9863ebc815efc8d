import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventQueue } from '../../../../bench/wide/model/event-queue';

describe('the event queue of the simulation', () => {
  it('lets events happen by time, those of the same time in the order in which they came', () => {
    // Few different times, so that many are equal.
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (times) => {
        const queue = new EventQueue();
        const happened: [number, number][] = [];
        times.forEach((time, order) => {
          queue.at(time, () => {
            assert.equal(queue.now, time);
            happened.push([time, order]);
          });
        });
        assert.equal(queue.run(9), times.length);
        const sorted = times
          .map((time, order): [number, number] => [time, order])
          .sort(([a, x], [b, y]) => a - b || x - y);
        assert.deepEqual(happened, sorted);
        assert.equal(queue.size, 0);
      }),
    );
  });

  it('lets events cause others, also for the same time, and stops where it is told', () => {
    const queue = new EventQueue();
    const happened: string[] = [];
    queue.at(5, () => {
      happened.push('a');
      queue.after(0, () => happened.push('c'));
      queue.after(5, () => happened.push('d'));
      queue.after(5.1, () => happened.push('e'));
    });
    queue.at(5, () => happened.push('b'));
    queue.run(10);
    assert.deepEqual(happened, ['a', 'b', 'c', 'd']);
    assert.equal(queue.now, 10);
    assert.equal(queue.size, 1);
  });

  it('refuses what is over', () => {
    const queue = new EventQueue();
    queue.run(3);
    assert.throws(() => queue.at(2, () => {}), RangeError);
    assert.throws(() => queue.at(Number.NaN, () => {}), RangeError);
  });
});
