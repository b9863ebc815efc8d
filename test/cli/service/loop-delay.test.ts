import assert from 'node:assert/strict';
import { LoopDelay } from '../../../src/cli/service/loop-delay';
import { FakeClock } from '../../helpers/fake-clock';

/** Has the times between measurements that it is given, in ms. */
class FakeHistogram {
  times: number[] = [];
  isEnabled = false;

  get count(): number {
    return this.times.length;
  }

  percentile(percent: number): number {
    const sorted = [...this.times].sort((a, b) => a - b);
    return (sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0) * 1e6;
  }

  enable(): boolean {
    this.isEnabled = true;
    return true;
  }

  disable(): boolean {
    this.isEnabled = false;
    return true;
  }

  reset(): void {
    this.times = [];
  }
}

describe('LoopDelay', () => {
  it('has quantiles over the last whole minute, or so far', async () => {
    const clock = new FakeClock();
    const histogram = new FakeHistogram();
    const delay = new LoopDelay(clock, histogram);
    assert.ok(histogram.isEnabled);
    assert.deepEqual([...delay.seconds], []);
    // A timer can be early by its rounding.
    histogram.times = [19.9, 20, 320];
    const first = [
      ['0.5', 0],
      ['0.99', 0.3],
      ['1', 0.3],
    ];
    assert.deepEqual([...delay.seconds], first);
    await clock.advance(60_000);
    histogram.times.push(1020);
    assert.deepEqual([...delay.seconds], first);
    await clock.advance(60_000);
    assert.equal(delay.seconds.get('1'), 1);
    delay.dispose();
    assert.deepEqual([histogram.isEnabled, clock.pending], [false, 0]);
  });
});
