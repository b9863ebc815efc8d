import assert from 'node:assert/strict';
import { Arrivals, maxArrivals } from '../../../src/net/socket/arrivals';

describe('Arrivals', () => {
  it('have one line for each address, the last one last', () => {
    let now = 0;
    const arrivals = new Arrivals(() => {
      now += 1;
      return now;
    });
    arrivals.note('::ffff:10.0.0.7', 'tcp');
    arrivals.note('10.0.0.8', 'tcp');
    arrivals.note('10.0.0.7', 'refused', 'bad-token');
    arrivals.note(undefined, 'tcp');
    assert.deepEqual(arrivals.list, [
      { address: '10.0.0.8', time: 2, stage: 'tcp' },
      { address: '10.0.0.7', time: 3, stage: 'refused', code: 'bad-token' },
    ]);
  });

  it('are bounded', () => {
    const arrivals = new Arrivals(() => 0);
    for (let n = 0; n < 10_000; n += 1) arrivals.note(`2001:db8::${n.toString(16)}`, 'tcp');
    assert.equal(arrivals.list.length, maxArrivals);
    assert.equal(arrivals.list.at(-1)?.address, '2001:db8::270f');
  });
});
