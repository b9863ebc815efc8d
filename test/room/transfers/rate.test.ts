import assert from 'node:assert/strict';
import { Rate } from '../../../src/room/transfers/rate';

describe('Rate', () => {
  it('is unknown at first', () => {
    const rate = new Rate();
    assert.equal(rate.bytesPerSecond, 0);
    assert.equal(rate.secondsLeft(100), undefined);
    rate.add(0, 1000);
    assert.equal(rate.secondsLeft(100), undefined);
    rate.add(50, 1010);
    assert.equal(rate.secondsLeft(100), undefined, 'too short to say');
  });

  it('is that of the last five seconds', () => {
    const rate = new Rate();
    for (let second = 0; second <= 10; second += 1) rate.add(second * 1000, second * 1000);
    assert.equal(rate.bytesPerSecond, 1000);
    assert.equal(rate.secondsLeft(15_500), 6, 'whole seconds, rounded up');
    for (let second = 11; second <= 20; second += 1) {
      rate.add(10_000 + (second - 10) * 4000, second * 1000);
    }
    assert.equal(rate.bytesPerSecond, 4000);
  });

  it('takes many small steps', () => {
    const rate = new Rate();
    for (let step = 0; step <= 20_000; step += 1) rate.add(step * 10, step);
    assert.ok(Math.abs(rate.bytesPerSecond - 10_000) < 1000, `${rate.bytesPerSecond}`);
  });

  it('isn’t negative when the hub has less than before, or the clock was set back', () => {
    const rate = new Rate();
    rate.add(1000, 1000);
    rate.add(10, 2000);
    assert.equal(rate.bytesPerSecond, 0);
    rate.add(2000, 500);
    assert.equal(rate.bytesPerSecond, 0);
    assert.equal(rate.secondsLeft(10), undefined);
  });

  it('starts again after a pause', () => {
    const rate = new Rate();
    rate.add(0, 0);
    rate.add(1000, 1000);
    rate.reset();
    assert.equal(rate.bytesPerSecond, 0);
  });
});
