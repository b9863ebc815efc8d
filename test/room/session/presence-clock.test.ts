import assert from 'node:assert/strict';
import type { Presence } from '../../../src/protocol/frames';
import { awayMs, idleMs, PresenceClock } from '../../../src/room/session/presence-clock';
import { FakeClock } from '../../helpers/fake-clock';

describe('the user’s presence', () => {
  function setUp() {
    const clock = new FakeClock();
    const reported: Presence[] = [];
    const presence = new PresenceClock(clock, (value) => reported.push(value));
    return { clock, reported, presence };
  }

  it('is here, idle after 5 minutes without attention, away after 15', async () => {
    const { clock, reported, presence } = setUp();
    presence.attend(true);
    await clock.advance(awayMs);
    assert.deepEqual(reported, [], 'everyone is here at first');
    presence.attend(false);
    await clock.advance(idleMs - 1);
    assert.deepEqual(reported, []);
    await clock.advance(1);
    assert.deepEqual(reported, ['idle']);
    await clock.advance(awayMs - idleMs - 1);
    assert.deepEqual(reported, ['idle']);
    await clock.advance(1);
    assert.deepEqual(reported, ['idle', 'away']);
    presence.attend(true);
    assert.deepEqual(reported, ['idle', 'away', 'here']);
    assert.equal(presence.current, 'here');
    assert.equal(clock.pending, 0);
  });

  it('doesn’t change for someone who looks elsewhere for a while', async () => {
    const { clock, reported, presence } = setUp();
    for (let i = 0; i < 10; i += 1) {
      presence.attend(false);
      presence.attend(false);
      await clock.advance(idleMs - 1);
      presence.attend(true);
    }
    assert.deepEqual(reported, []);
    assert.equal(clock.pending, 0);
  });

  it('reports nothing more once it is disposed', async () => {
    const { clock, reported, presence } = setUp();
    presence.attend(false);
    await clock.advance(idleMs);
    presence.dispose();
    await clock.advance(awayMs);
    assert.deepEqual(reported, ['idle']);
    assert.equal(clock.pending, 0);
  });
});
