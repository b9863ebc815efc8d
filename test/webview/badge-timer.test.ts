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
    const setCount = (value: number) => {
      badge = { value, tooltip: `${value} new messages` };
      timer.update();
    };
    return { clock, shown, timer, setCount };
  }

  it('doesn’t appear for messages that are seen immediately', async () => {
    const { clock, shown, setCount } = start();
    setCount(1);
    await clock.advance(100);
    setCount(0);
    await clock.advance(1000);
    assert.deepEqual(shown, []);
    assert.equal(clock.pending, 0);
  });

  it('shows the latest count of unseen messages, however fast it grows', async () => {
    const { clock, shown, setCount } = start();
    for (let value = 1; value <= 10; value++) {
      setCount(value);
      await clock.advance(100);
    }
    await clock.advance(1000);
    assert.deepEqual(shown, [4, 8, 10]);
  });

  it('disappears immediately', async () => {
    const { clock, shown, setCount } = start();
    setCount(2);
    await clock.advance(1000);
    setCount(0);
    assert.deepEqual(shown, [2, undefined]);
  });

  it('shows nothing after disposal', async () => {
    const { clock, shown, timer, setCount } = start();
    setCount(2);
    timer.dispose();
    await clock.advance(1000);
    assert.deepEqual(shown, []);
  });
});
