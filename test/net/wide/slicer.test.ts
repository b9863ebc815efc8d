import assert from 'node:assert/strict';
import { Slicer, sliceMs } from '../../../src/net/wide/slicer';
import { FakeClock } from '../../helpers/fake-clock';

describe('a slicer', () => {
  let clock: FakeClock;
  let left: number;
  let runs: number[];
  let slicer: Slicer;

  beforeEach(() => {
    clock = new FakeClock();
    left = 0;
    runs = [];
    let done = 0;
    // Each piece takes 3 ms.
    const work = () => {
      if (left === 0) return false;
      left -= 1;
      done += 1;
      clock.shift(3);
      return true;
    };
    slicer = new Slicer(clock, work, () => {
      runs.push(done);
      done = 0;
    });
  });

  it('does little work at once', () => {
    left = 2;
    slicer.wake();
    assert.deepEqual(runs, [2]);
  });

  it('leaves what takes longer than a slice to other turns', async () => {
    left = 10;
    slicer.wake();
    const pieces = Math.ceil(sliceMs / 3);
    assert.deepEqual(runs, [pieces]);
    // However often it is woken in the same turn.
    slicer.wake();
    slicer.wake();
    assert.deepEqual(runs, [pieces]);
    await clock.advance(100);
    assert.deepEqual(runs, [3, 3, 3, 1]);
    assert.equal(clock.pending, 0);
  });

  it('does what comes in the same turn in the same slice', async () => {
    left = 1;
    slicer.wake();
    left = 10;
    slicer.wake();
    assert.deepEqual(runs, [1, 2]);
    await clock.advance(100);
    assert.equal(left, 0);
  });

  it('does nothing more once it is disposed', async () => {
    left = 10;
    slicer.wake();
    slicer.dispose();
    slicer.wake();
    await clock.advance(100);
    assert.equal(left, 7);
    assert.equal(clock.pending, 0);
  });
});
