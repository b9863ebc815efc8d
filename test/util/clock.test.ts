import assert from 'node:assert/strict';
import { SaveTimer } from '../../src/util/clock';
import { FakeClock } from '../helpers/fake-clock';

describe('SaveTimer', () => {
  function setUp() {
    const clock = new FakeClock();
    let saves = 0;
    const timer = new SaveTimer(clock, 2000, async () => {
      saves += 1;
    });
    return { clock, timer, saves: () => saves };
  }

  it('saves soon after a change', async () => {
    const { clock, timer, saves } = setUp();
    timer.changed();
    assert.equal(saves(), 0);
    await clock.advance(100);
    assert.equal(saves(), 1);
    await clock.advance(10_000);
    assert.equal(saves(), 1, 'nothing new, nothing saved');
  });

  it('saves a busy room once in an interval, up to its last change', async () => {
    const { clock, timer, saves } = setUp();
    for (let ms = 0; ms < 4000; ms += 50) {
      timer.changed();
      await clock.advance(50);
    }
    assert.equal(saves(), 2);
    await clock.advance(2000);
    assert.equal(saves(), 3);
  });

  it('saves at once when asked, and not again', async () => {
    const { clock, timer, saves } = setUp();
    timer.changed();
    await timer.flush();
    assert.equal(saves(), 1);
    await timer.flush();
    await clock.advance(10_000);
    assert.equal(saves(), 1);
  });

  it('saves nothing after it is disposed', async () => {
    const { clock, timer, saves } = setUp();
    timer.changed();
    timer.dispose();
    await clock.advance(10_000);
    assert.equal(saves(), 0);
  });
});
