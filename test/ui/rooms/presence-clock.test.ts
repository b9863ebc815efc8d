import assert from 'node:assert/strict';
import type { Presence } from '../../../src/protocol/frames';
import { awayMs, idleMs, PresenceClock } from '../../../src/ui/rooms/presence-clock';
import { FakeClock } from '../../helpers/fake-clock';

describe('the presence of a person', () => {
  function setUp() {
    const clock = new FakeClock();
    const told: Presence[] = [];
    const presence = new PresenceClock(clock, (value) => told.push(value));
    return { clock, told, presence };
  }

  it('is here, idle after 5 minutes without attention, away after 15', async () => {
    const { clock, told, presence } = setUp();
    presence.attend(true);
    await clock.advance(awayMs);
    assert.deepEqual(told, [], 'here is what everybody is at first');
    presence.attend(false);
    await clock.advance(idleMs - 1);
    assert.deepEqual(told, []);
    await clock.advance(1);
    assert.deepEqual(told, ['idle']);
    await clock.advance(awayMs - idleMs - 1);
    assert.deepEqual(told, ['idle']);
    await clock.advance(1);
    assert.deepEqual(told, ['idle', 'away']);
    presence.attend(true);
    assert.deepEqual(told, ['idle', 'away', 'here']);
    assert.equal(presence.current, 'here');
    assert.equal(clock.pending, 0);
  });

  it('does not change for somebody who looks elsewhere for a while', async () => {
    const { clock, told, presence } = setUp();
    for (let i = 0; i < 10; i += 1) {
      presence.attend(false);
      presence.attend(false);
      await clock.advance(idleMs - 1);
      presence.attend(true);
    }
    assert.deepEqual(told, []);
    assert.equal(clock.pending, 0);
  });

  it('tells nothing more once it is over', async () => {
    const { clock, told, presence } = setUp();
    presence.attend(false);
    await clock.advance(idleMs);
    presence.dispose();
    await clock.advance(awayMs);
    assert.deepEqual(told, ['idle']);
    assert.equal(clock.pending, 0);
  });
});
