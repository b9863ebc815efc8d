import assert from 'node:assert/strict';
import type { Listener } from '../../../src/protocol/frames';
import { Offers } from '../../../src/room/host/offers';
import { FakeClock } from '../../helpers/fake-clock';
import { listenerAt } from '../../helpers/listeners';

describe('offers to take over a room', () => {
  function scene({ pace = 1 } = {}) {
    const clock = new FakeClock();
    const start = clock.now();
    /** The ports that were dialed, and when. */
    const dialed: [port: number, at: number][] = [];
    const unreachable = new Set<number>();
    const network = {
      async reach({ port }: Listener) {
        dialed.push([port, clock.now() - start]);
        if (unreachable.has(port)) throw new Error('unreachable');
      },
    };
    const offers = new Offers({ network, clock, pace });
    const reached: string[] = [];
    offers.onDidReach(({ listener, member }) => reached.push(`${member} ${listener.port}`));
    return { clock, dialed, offers, reached, unreachable };
  }

  it('are checked one after the other', async () => {
    const { clock, dialed, offers, reached } = scene();
    offers.add('m1', listenerAt(7001));
    offers.add('m2', listenerAt(7002));
    await clock.advance(100);
    // It comes while the next check waits.
    offers.add('m3', listenerAt(7003));
    await clock.advance(1000);
    assert.deepEqual(dialed, [
      [7001, 0],
      [7002, 250],
      [7003, 500],
    ]);
    assert.deepEqual(reached, ['m1 7001', 'm2 7002', 'm3 7003']);
    assert.equal(clock.pending, 0);
  });

  it('are checked again with growing waits as long as they stand', async () => {
    const { clock, dialed, offers, reached, unreachable } = scene();
    unreachable.add(7001);
    offers.add('m1', listenerAt(7001));
    await clock.advance(20_000);
    assert.deepEqual(
      dialed.map(([, at]) => at),
      [0, 1000, 3000, 7000, 15_000],
    );
    unreachable.clear();
    await clock.advance(20_000);
    assert.deepEqual(reached, ['m1 7001']);
    offers.add('m2', listenerAt(7002));
    unreachable.add(7002);
    await clock.advance(500);
    offers.drop('m2');
    const count = dialed.length;
    await clock.advance(600_000);
    assert.equal(dialed.length, count);
  });

  it('of one member can’t make the hub dial often', async () => {
    const { clock, dialed, offers } = scene();
    for (let seconds = 0; seconds < 600; seconds += 1) {
      offers.add('m1', listenerAt(8000 + seconds));
      await clock.advance(1000);
    }
    assert.ok(dialed.length < 12, `${dialed.length} in ten minutes`);
    assert.deepEqual(dialed.at(-1)?.[0], 8000 + Math.floor((dialed.at(-1)?.[1] ?? 0) / 1000) - 1);
    await clock.advance(20 * 60_000);
    const count = dialed.length;
    offers.add('m1', listenerAt(7001));
    await clock.advance(0);
    assert.equal(dialed.length, count + 1, 'it was calm for long enough');
  });

  it('of a member that was reached just now needn’t be checked when it comes back', async () => {
    const { clock, dialed, offers, reached } = scene();
    offers.add('m1', listenerAt(7001));
    await clock.advance(10_000);
    offers.drop('m1');
    offers.add('m1', listenerAt(7001));
    assert.deepEqual(reached, ['m1 7001', 'm1 7001']);
    await clock.advance(60_000);
    offers.add('m1', listenerAt(7001));
    await clock.advance(0);
    assert.equal(dialed.length, 2);
  });

  it('go faster where time does', async () => {
    const { clock, dialed, offers, unreachable } = scene({ pace: 0.1 });
    unreachable.add(7001);
    offers.add('m1', listenerAt(7001));
    await clock.advance(1000);
    assert.deepEqual(
      dialed.map(([, at]) => at),
      [0, 100, 300, 700],
    );
  });

  it('end with the room', async () => {
    const { clock, offers, reached } = scene();
    offers.add('m1', listenerAt(7001));
    offers.dispose();
    await clock.advance(10_000);
    assert.deepEqual(reached, []);
    assert.equal(clock.pending, 0);
  });
});
