import assert from 'node:assert/strict';
import { CheckLimit, checksPerMinute } from '../../../src/ui/check/check-limit';
import { FakeClock } from '../../helpers/fake-clock';

describe('the limit of checks for other extensions', () => {
  it('lets one run at a time, also after one that failed', async () => {
    const limit = new CheckLimit(new FakeClock());
    let finish = () => {};
    const first = limit.run(() => new Promise<string>((resolve) => (finish = () => resolve('a'))));
    assert.equal(await limit.run(async () => 'b'), undefined);
    finish();
    assert.equal(await first, 'a');
    await assert.rejects(
      limit.run(() => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(await limit.run(async () => 'c'), 'c');
  });

  it('lets a few run in a minute', async () => {
    const clock = new FakeClock();
    const limit = new CheckLimit(clock);
    let done = 0;
    const ask = () => limit.run(async () => (done += 1));
    for (let n = 0; n < 100; n += 1) await ask();
    assert.equal(done, checksPerMinute);
    await clock.advance(60_000 / checksPerMinute);
    for (let n = 0; n < 100; n += 1) await ask();
    assert.equal(done, checksPerMinute + 1);
  });
});
