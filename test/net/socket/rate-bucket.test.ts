import assert from 'node:assert/strict';
import { RateBucket } from '../../../src/net/socket/rate-bucket';
import { FakeClock } from '../../helpers/fake-clock';

describe('RateBucket', () => {
  it('allows a burst, then tells how long to wait for the next step', async () => {
    const clock = new FakeClock();
    const bucket = new RateBucket(clock, 10, 40);
    for (let step = 0; step < 39; step += 1) bucket.take();
    assert.equal(bucket.waitMs, 0);
    bucket.take();
    assert.equal(bucket.waitMs, 100);
    await clock.advance(60);
    assert.equal(bucket.waitMs, 40);
    await clock.advance(40);
    assert.equal(bucket.waitMs, 0);
  });

  it('allows so many a second in the long run, and saves up no more than the burst', async () => {
    const clock = new FakeClock();
    const bucket = new RateBucket(clock, 10, 40);
    await clock.advance(3_600_000);
    let steps = 0;
    for (let ms = 0; ms < 10_000; ms += 10) {
      while (bucket.waitMs === 0) {
        bucket.take();
        steps += 1;
      }
      await clock.advance(10);
    }
    assert.ok(steps >= 138 && steps <= 140, `${steps} steps in 10 s`);
  });

  it('stands still while the clock is set back', () => {
    let now = 1000;
    const clock = { now: () => now, after: () => ({ dispose() {} }) };
    const bucket = new RateBucket(clock, 10, 1);
    bucket.take();
    now = 0;
    assert.equal(bucket.waitMs, 100);
    now = 100;
    assert.equal(bucket.waitMs, 0);
  });
});
