import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NumberFifo } from '../../src/util/number-fifo';

describe('NumberFifo', () => {
  it('gives numbers in the order they came, like an array', () => {
    const number = fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER));
    // Undefined removes one; more come than go, so that it grows while its oldest is anywhere.
    const step = fc.option(number, { freq: 2, nil: undefined });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const fifo = new NumberFifo();
        const array: number[] = [];
        for (const step of steps) {
          if (step === undefined) assert.equal(fifo.shift(), array.shift());
          else {
            fifo.push(step);
            array.push(step);
          }
          assert.deepEqual([fifo.first, fifo.size], [array[0], array.length]);
        }
        while (array.length > 0) assert.equal(fifo.shift(), array.shift());
        assert.equal(fifo.shift(), undefined);
      }),
    );
  });
});
