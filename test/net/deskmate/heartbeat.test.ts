import assert from 'node:assert/strict';
import { Heartbeat } from '../../../src/net/deskmate/heartbeat';
import { defaultLimits } from '../../../src/protocol/limits';
import { FakeClock } from '../../helpers/fake-clock';

/** A heartbeat, and its events with the second of each. */
function setUp() {
  const clock = new FakeClock();
  const began = clock.now();
  const events: string[] = [];
  const note = (what: string) => events.push(`${what} at ${(clock.now() - began) / 1000}`);
  const pulse = {
    queuedBytes: 0,
    ping() {
      note('ping');
      heartbeat.onProgress();
    },
    onDead() {
      note('dead');
      heartbeat.dispose();
    },
    onStalled() {
      note('stalled');
      heartbeat.dispose();
    },
  };
  const heartbeat = new Heartbeat(pulse, clock, defaultLimits);
  return { clock, events, pulse, heartbeat };
}

/** Shifts a clock's time without its timers noticing, as sleep does. */
function jump(clock: FakeClock, ms: number): void {
  const now = clock.now.bind(clock);
  clock.now = () => now() + ms;
}

describe('Heartbeat', () => {
  it('pings after 15 s without a write, and only then', async () => {
    const { clock, events, heartbeat } = setUp();
    await clock.advance(14_000);
    heartbeat.onProgress();
    await clock.advance(40_000);
    assert.deepEqual(events, ['ping at 29', 'ping at 44']);
  });

  it('reports a dead peer 45 s after the last read', async () => {
    const { clock, events, heartbeat } = setUp();
    heartbeat.listen(true);
    await clock.advance(20_000);
    heartbeat.onRead();
    await clock.advance(60_000);
    assert.equal(events.at(-1), 'dead at 65');
    assert.equal(clock.pending, 0);
  });

  it('doesn’t count silence while it isn’t reading', async () => {
    const { clock, events, heartbeat } = setUp();
    await clock.advance(200_000);
    heartbeat.listen(true);
    await clock.advance(44_000);
    heartbeat.listen(false);
    await clock.advance(200_000);
    heartbeat.listen(true);
    assert.ok(!events.some((event) => event.startsWith('dead')));
    await clock.advance(60_000);
    assert.equal(events.at(-1), 'dead at 489');
  });

  it('detects 10 s without progress, and doesn’t ping while something is queued', async () => {
    const { clock, events, pulse, heartbeat } = setUp();
    await clock.advance(3000);
    pulse.queuedBytes = 100;
    heartbeat.onProgress();
    await clock.advance(9000);
    heartbeat.onProgress();
    await clock.advance(9000);
    heartbeat.onProgress();
    await clock.advance(60_000);
    assert.deepEqual(events, ['stalled at 31']);
    assert.equal(clock.pending, 0);
  });

  it('measures a stall from its beginning', async () => {
    const { clock, events, pulse, heartbeat } = setUp();
    await clock.advance(3000);
    pulse.queuedBytes = 100;
    heartbeat.onProgress();
    await clock.advance(60_000);
    assert.deepEqual(events, ['stalled at 13']);
  });

  it('has no stall when everything was accepted', async () => {
    const { clock, events, pulse, heartbeat } = setUp();
    pulse.queuedBytes = 100;
    await clock.advance(9000);
    pulse.queuedBytes = 0;
    heartbeat.onProgress();
    await clock.advance(20_000);
    assert.deepEqual(events, ['ping at 24']);
  });

  it('has one timer, which messages don’t change', async () => {
    const { clock, heartbeat } = setUp();
    heartbeat.listen(true);
    let set = 0;
    const after = clock.after.bind(clock);
    clock.after = (ms, callback) => {
      set += 1;
      return after(ms, callback);
    };
    for (let message = 0; message < 6000; message += 1) {
      heartbeat.onRead();
      heartbeat.onProgress();
      assert.equal(clock.pending, 1);
      await clock.advance(10);
    }
    assert.ok(set <= 7, `set ${set} times in a minute`);
  });

  it('pings after a sleep, and waits for a reply before it gives up', async () => {
    const { clock, events, heartbeat } = setUp();
    heartbeat.listen(true);
    jump(clock, 3_600_000);
    await clock.advance(10_000);
    assert.deepEqual(events, ['ping at 3610']);
    await clock.advance(29_000);
    heartbeat.onRead();
    await clock.advance(44_000);
    assert.ok(!events.some((event) => event.startsWith('dead')));
    await clock.advance(2000);
    assert.equal(events.at(-1), 'dead at 3684');
  });

  it('doesn’t count sleep as a stall', async () => {
    const { clock, events, pulse } = setUp();
    pulse.queuedBytes = 100;
    jump(clock, 3_600_000);
    await clock.advance(19_000);
    assert.deepEqual(events, []);
    await clock.advance(2000);
    assert.deepEqual(events, ['stalled at 3620']);
  });

  it('goes on when the clock is set back', async () => {
    const { clock, events, heartbeat } = setUp();
    heartbeat.listen(true);
    jump(clock, -3_600_000);
    await clock.advance(60_000);
    assert.equal(events.at(-1), 'dead at -3545');
  });
});
