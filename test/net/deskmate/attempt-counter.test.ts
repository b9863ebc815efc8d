import assert from 'node:assert/strict';
import { AttemptCounter } from '../../../src/net/deskmate/attempt-counter';
import { knockLimits } from '../../../src/net/deskmate/knock-server';
import { defaultLimits } from '../../../src/protocol/limits';
import { FakeClock } from '../../helpers/fake-clock';

describe('the number of attempts, such as knocks,', () => {
  let clock: FakeClock;
  let counter: AttemptCounter;

  beforeEach(() => {
    clock = new FakeClock();
    counter = new AttemptCounter(clock, knockLimits(defaultLimits));
  });

  /** Knocks that have ended. */
  const past = (count: number, network: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => {
      const slot = counter.enter(network(at));
      slot?.dispose();
      return slot !== undefined;
    }).filter(Boolean).length;

  it('has at most eight open at a time, one of an address', () => {
    const first = counter.enter('10.0.0.0');
    assert.equal(counter.enter('10.0.0.0'), undefined);
    for (let at = 1; at < 8; at += 1) assert.ok(counter.enter(`10.0.0.${at}`));
    assert.equal(counter.enter('10.0.0.8'), undefined);
    first?.dispose();
    first?.dispose();
    assert.ok(counter.enter('10.0.0.8'));
    assert.equal(counter.enter('10.0.0.9'), undefined);
  });

  it('has at most twenty in ten minutes, ten of an address', async () => {
    assert.equal(
      past(15, () => '10.0.0.1'),
      10,
    );
    assert.equal(
      past(30, (at) => `10.0.1.${at}`),
      10,
    );
    await clock.advance(10 * 60_000 - 1);
    assert.equal(
      past(1, () => '10.0.2.1'),
      0,
    );
    await clock.advance(1);
    assert.equal(
      past(30, (at) => `10.0.1.${at}`),
      20,
    );
  });

  it('isn’t stopped by a clock that is set back', () => {
    assert.equal(
      past(25, (at) => `10.0.0.${at}`),
      20,
    );
    clock.shift(-3_600_000);
    assert.equal(
      past(25, (at) => `10.0.0.${at}`),
      20,
    );
  });
});
