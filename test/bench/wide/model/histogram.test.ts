import assert from 'node:assert/strict';
import fc from 'fast-check';
import { percentile } from '../../../../bench/statistics';
import { Histogram } from '../../../../bench/wide/model/histogram';

describe('the histogram of the simulation', () => {
  it('gives percentiles as the values themselves do, within 2.5 %', () => {
    const values = fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.constantFrom(0, 0.5, 0.99, 0.999, 1), (all, share) => {
        const histogram = new Histogram();
        for (const value of all) histogram.add(value);
        const exact = percentile(all, share);
        const ratio = histogram.percentile(share) / exact;
        assert.ok(ratio > 0.975 && ratio < 1.025, `${ratio}`);
        assert.equal(histogram.max, Math.max(...all));
        assert.equal(histogram.count, all.length);
      }),
    );
  });

  it('has no percentile without values', () => {
    assert.ok(Number.isNaN(new Histogram().percentile(0.5)));
  });
});
