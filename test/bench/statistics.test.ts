import assert from 'node:assert/strict';
import { median, percentile } from '../../bench/statistics';

describe('the statistics of a benchmark', () => {
  it('take the middle value, or the mean of the two in the middle', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.ok(Number.isNaN(median([])));
  });

  it('take the value that a share of the others is below', () => {
    const values = Array.from({ length: 100 }, (_, at) => 99 - at);
    assert.equal(percentile(values, 0.5), 50);
    assert.equal(percentile(values, 0.99), 99);
    assert.equal(percentile([7], 0.99), 7);
    assert.ok(Number.isNaN(percentile([], 0.5)));
  });
});
