import assert from 'node:assert/strict';
import { FakeClock } from './fake-clock';

describe('FakeClock', () => {
  it('fires timers in order of time, then of creation, at their own time', async () => {
    const clock = new FakeClock(1000);
    const fired: string[] = [];
    clock.after(20, () => fired.push(`late ${clock.now()}`));
    clock.after(10, () => fired.push(`first ${clock.now()}`));
    clock.after(10, () => fired.push(`second ${clock.now()}`));
    await clock.advance(15);
    assert.deepEqual(fired, ['first 1010', 'second 1010']);
    assert.equal(clock.now(), 1015);
    await clock.advance(5);
    assert.deepEqual(fired, ['first 1010', 'second 1010', 'late 1020']);
    assert.equal(clock.pending, 0);
  });

  it('never fires a disposed timer', async () => {
    const clock = new FakeClock();
    const timer = clock.after(10, () => assert.fail('it was disposed'));
    timer.dispose();
    assert.equal(clock.pending, 0);
    await clock.advance(100);
  });

  it('fires timers that timers start, even after a promise, within one advance', async () => {
    const clock = new FakeClock(0);
    const fired: number[] = [];
    const again = () => {
      fired.push(clock.now());
      void Promise.resolve().then(() => clock.after(10, again));
    };
    clock.after(10, again);
    await clock.advance(35);
    assert.deepEqual(fired, [10, 20, 30]);
    assert.equal(clock.pending, 1);
  });
});
