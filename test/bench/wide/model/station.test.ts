import assert from 'node:assert/strict';
import { EventQueue } from '../../../../bench/wide/model/event-queue';
import { Station, type StationUse } from '../../../../bench/wide/model/station';
import { seededRandom } from '../../../../src/util/seeded-random';

const tasks = 300_000;

/** Poisson arrivals at a station for so long that its averages are those of theory. */
function queueing(servers: number, rate: number, service: (random: number) => number): StationUse {
  const random = seededRandom(7);
  const exponential = () => -Math.log(1 - random());
  const events = new EventQueue();
  const station = new Station(events, servers);
  let left = tasks;
  const arrive = () => {
    station.submit(service(exponential()), () => {});
    left -= 1;
    if (left > 0) events.after(exponential() / rate, arrive);
  };
  arrive();
  events.run((tasks / rate) * 1.01);
  return station.use();
}

function assertNear(value: number, expected: number, tolerance: number, what: string): void {
  const off = Math.abs(value / expected - 1);
  assert.ok(off < tolerance, `${what} is ${value}, theory says ${expected}`);
}

describe('a station of the simulation', () => {
  for (const load of [0.3, 0.6, 0.8]) {
    it(`waits as theory says with exponential service (M/M/1) at ${load}`, () => {
      const { meanWait } = queueing(1, load, (exponential) => exponential);
      assertNear(meanWait, load / (1 - load), 0.03, 'the mean wait');
    });

    it(`waits as theory says with constant service (M/D/1) at ${load}`, () => {
      const { meanWait } = queueing(1, load, () => 1);
      assertNear(meanWait, load / (2 * (1 - load)), 0.03, 'the mean wait');
    });
  }

  it('waits as theory says with several servers (M/M/4, Erlang C)', () => {
    const [servers, load] = [4, 3.2];
    const terms = [1, load, load ** 2 / 2, load ** 3 / 6];
    const last = (load ** 4 / 24) * (servers / (servers - load));
    const mustWait = last / (terms.reduce((sum, term) => sum + term, 0) + last);
    const { meanWait, busy } = queueing(servers, load, (exponential) => exponential);
    assertNear(meanWait, mustWait / (servers - load), 0.04, 'the mean wait');
    assertNear(busy, load / servers / 1.01, 0.01, 'the busy share');
  });

  it('has as many tasks as arrive in the time that one stays (Little’s law)', () => {
    for (const servers of [1, 4]) {
      const use = queueing(servers, 0.7 * servers, (exponential) => exponential);
      assertNear(use.meanNumber, use.rate * use.meanTime, 1e-9, 'the mean number');
    }
  });

  it('serves in the order of arrival, as many at a time as it has servers', () => {
    const events = new EventQueue();
    const station = new Station(events, 2);
    const done: string[] = [];
    const submit = (name: string, service: number) =>
      station.submit(service, () => done.push(`${name} at ${events.now}`));
    submit('a', 5);
    submit('b', 1);
    submit('c', 1);
    submit('d', 1);
    events.run(10);
    assert.deepEqual(done, ['b at 1', 'c at 2', 'd at 3', 'a at 5']);
    assert.equal(station.use().maxWaiting, 2);
  });

  it('loses what it hasn’t done when it stops, each task once, and works again after that', () => {
    const events = new EventQueue();
    const station = new Station(events, 1);
    const seen: string[] = [];
    const submit = (name: string) =>
      station.submit(
        2,
        () => seen.push(`${name} done`),
        () => seen.push(`${name} lost`),
      );
    submit('a');
    submit('b');
    submit('c');
    events.run(3);
    station.stop();
    submit('d');
    events.run(10);
    station.restart();
    submit('e');
    events.run(20);
    assert.deepEqual(seen, ['a done', 'b lost', 'c lost', 'd lost', 'e done']);
  });
});
