import { strict as assert } from 'node:assert';
import { BadgeTimer } from '../../src/webview/badge-timer';
import type { PanelBadge } from '../../src/webview/panel-model';
import { FakeClock } from '../helpers/fake-clock';

describe('the badge', () => {
  function start() {
    const clock = new FakeClock();
    const shown: (number | undefined)[] = [];
    let badge: PanelBadge | undefined;
    const timer = new BadgeTimer({ badge: () => badge }, clock, (next) => shown.push(next?.value));
    const count = (value: number) => {
      badge = { value, tooltip: `${value} new messages` };
      timer.update();
    };
    return { clock, shown, timer, count };
  }

  it('does not flash for what is seen at once', async () => {
    const { clock, shown, count } = start();
    count(1);
    await clock.advance(100);
    count(0);
    await clock.advance(1000);
    assert.deepEqual(shown, []);
    assert.equal(clock.pending, 0);
  });

  it('shows what stays unseen, the newest number, however fast it grows', async () => {
    const { clock, shown, count } = start();
    for (let value = 1; value <= 10; value++) {
      count(value);
      await clock.advance(100);
    }
    await clock.advance(1000);
    assert.deepEqual(shown, [4, 8, 10]);
  });

  it('goes at once', async () => {
    const { clock, shown, count } = start();
    count(2);
    await clock.advance(1000);
    count(0);
    assert.deepEqual(shown, [2, undefined]);
  });

  it('shows nothing more after it was disposed', async () => {
    const { clock, shown, timer, count } = start();
    count(2);
    timer.dispose();
    await clock.advance(1000);
    assert.deepEqual(shown, []);
  });
});
