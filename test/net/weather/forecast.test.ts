import assert from 'node:assert/strict';
import { ElapsedTime, Forecast } from '../../../src/net/weather/forecast';
import type { Weather } from '../../../src/protocol/weather';
import { FakeClock } from '../../helpers/fake-clock';

/** What happens to 100-byte segments that are sent every 10 ms. */
function segments(weather: Weather, count = 1000, number = 0) {
  const forecast = new Forecast(weather, number);
  return Array.from({ length: count }, (_, index) => ({
    sentAt: index * 10,
    ...forecast.segment(index * 10, 100),
  }));
}

/** What happens to 100-byte datagrams that are sent every 10 ms. */
function datagrams(weather: Weather, count = 1000, number = 0) {
  const forecast = new Forecast(weather, number);
  return Array.from({ length: count }, (_, index) => forecast.datagram(index * 10, 100).arrivals);
}

const rough: Weather = { loss: 20, duplicates: 10, reordering: 10, delayMs: 20, jitterMs: 50 };

describe('Forecast', () => {
  it('decides the same for the same seed and connection, and something else otherwise', () => {
    assert.deepEqual(segments(rough), segments(rough));
    assert.deepEqual(datagrams(rough), datagrams(rough));
    assert.notDeepEqual(segments({ ...rough, seed: 2 }), segments(rough));
    assert.notDeepEqual(datagrams(rough, 1000, 1), datagrams(rough));
  });

  it('keeps a stream complete and in order', () => {
    const weather = { ...rough, bytesPerSecond: 20_000, stallEveryMs: 2000, stallForMs: 500 };
    let last = 0;
    for (const { sentAt, due } of segments(weather)) {
      assert.ok(due >= sentAt + 20, 'it takes the delay at least');
      assert.ok(due >= last, 'nothing is overtaken');
      last = due;
    }
  });

  it('sends a lost segment again after TCP’s timeout, which doubles', () => {
    const waits = new Map<number, number>();
    const forecast = new Forecast({ loss: 60 }, 0);
    for (let time = 0; time < 20_000_000; time += 20_000) {
      const { due, tries } = forecast.segment(time, 1);
      waits.set(tries, due - time);
    }
    assert.equal(waits.get(1), 0);
    assert.equal(waits.get(2), 200);
    assert.equal(waits.get(3), 200 + 400);
    assert.equal(waits.get(4), 200 + 400 + 800);
    assert.equal(Math.max(...waits.keys()), 8, 'it gets through in the end');
  });

  it('loses, doubles and reorders datagrams as often as it says', () => {
    const all = datagrams({ loss: 20, duplicates: 10, reordering: 5 }, 20_000);
    const share = (count: number) => Math.round((count / all.length) * 100);
    assert.equal(share(all.filter(({ length }) => length === 0).length), 20);
    assert.equal(
      share(all.filter(({ length }) => length === 2).length),
      8,
      '10 % of the other 80 %',
    );
    assert.equal(
      share(all.filter(([first]) => first?.overtaken).length),
      4,
      '5 % of the other 80 %',
    );
  });

  it('adds jitter evenly, up to its maximum', () => {
    const delays = datagrams({ delayMs: 100, jitterMs: 1000 }, 1).concat(
      ...Array.from({ length: 2000 }, (_, number) =>
        datagrams({ delayMs: 100, jitterMs: 1000 }, 1, number),
      ),
    );
    const dues = delays.map(([arrival]) => arrival?.due ?? 0);
    assert.ok(Math.min(...dues) >= 100 && Math.max(...dues) < 1100);
    const mean = dues.reduce((sum, due) => sum + due, 0) / dues.length;
    assert.ok(Math.abs(mean - 600) < 30, `the mean is ${mean}`);
  });

  it('sends no faster than the bandwidth', () => {
    const forecast = new Forecast({ bytesPerSecond: 1000 }, 0);
    assert.equal(forecast.segment(0, 500).due, 500);
    assert.equal(forecast.segment(0, 500).due, 1000, 'it waits for the one before');
    forecast.occupy(1000);
    assert.equal(forecast.segment(0, 500).due, 2500);
    assert.equal(forecast.segment(5000, 500).due, 5500, 'the link was idle');
  });

  it('delivers nothing during a stall', () => {
    const weather = { delayMs: 1, stallEveryMs: 1000, stallForMs: 300 };
    for (const { due, stalled } of segments(weather)) {
      const into = due % 1000;
      assert.ok(due < 1000 || into >= 300, `due ${due}`);
      if (stalled) assert.equal(into, 300, 'it arrives when the stall ends');
    }
    assert.ok(segments(weather).some(({ stalled }) => stalled));
  });

  it('resets around the average time, and only if it should', () => {
    assert.equal(new Forecast({ loss: 5 }, 0).resetAt(), undefined);
    const times = Array.from({ length: 1000 }, (_, number) =>
      new Forecast({ resetEveryMs: 10_000 }, number).resetAt(),
    );
    const mean = times.reduce<number>((sum, at) => sum + (at ?? 0), 0) / times.length;
    assert.ok(times.every((at) => at !== undefined && at >= 5000 && at < 15_000));
    assert.ok(Math.abs(mean - 10_000) < 300, `the mean is ${mean}`);
  });
});

describe('ElapsedTime', () => {
  it('advances with the clock, and stands still while the clock is set back', async () => {
    const clock = new FakeClock();
    const time = new ElapsedTime(clock);
    await clock.advance(50);
    assert.equal(time.now(), 50);
    clock.shift(-3_600_000);
    assert.equal(time.now(), 50);
    await clock.advance(10);
    assert.equal(time.now(), 60);
  });
});
