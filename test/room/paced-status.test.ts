import assert from 'node:assert/strict';
import { PacedStatus, placeMs, type Status } from '../../src/room/paced-status';
import { seededRandom } from '../../src/util/seeded-random';
import { FakeClock } from '../helpers/fake-clock';

const presenceMs = 2000;

function paced() {
  const clock = new FakeClock();
  const told: (Status & { readonly at: number })[] = [];
  const start = clock.now();
  const status = new PacedStatus(clock, presenceMs, (next) =>
    told.push({ ...next, at: clock.now() - start }),
  );
  return { clock, status, told };
}

const at = (line: number) => ({ path: 'src/hub.py', line });

describe('a paced status', () => {
  it('passes on the first change at once, and then only the latest place of each half second', async () => {
    const { clock, status, told } = paced();
    for (let line = 1; line <= 20; line += 1) {
      status.report({ presence: 'here', place: at(line) });
      await clock.advance(100);
    }
    await clock.advance(10_000);
    assert.deepEqual(
      told.map(({ at: time, place }) => [time, place?.line]),
      [
        [0, 1],
        [500, 5],
        [1000, 10],
        [1500, 15],
        [2000, 20],
      ],
    );
    assert.equal(clock.pending, 0);
  });

  it('paces presence and place apart', async () => {
    const { clock, status, told } = paced();
    status.report({ presence: 'idle', place: at(1) });
    await clock.advance(100);
    status.report({ presence: 'here', place: at(2) });
    await clock.advance(10_000);
    assert.deepEqual(told, [
      { presence: 'idle', place: at(1), at: 0 },
      { presence: 'idle', place: at(2), at: placeMs },
      { presence: 'here', place: at(2), at: presenceMs },
    ]);
  });

  it('passes nothing on that came and went meanwhile', async () => {
    const { clock, status, told } = paced();
    status.report({ presence: 'here', place: at(1) });
    status.report({ presence: 'here', place: at(2) });
    status.report({ presence: 'here', place: at(1) });
    await clock.advance(10_000);
    assert.equal(told.length, 1);
    assert.equal(clock.pending, 0);
  });

  it('takes the place back when it is no longer told', async () => {
    const { clock, status, told } = paced();
    status.report({ presence: 'here', place: at(1) });
    await clock.advance(placeMs);
    status.report({ presence: 'here' });
    assert.deepEqual(told.at(-1), { presence: 'here', place: undefined, at: placeMs });
  });

  it('can be put at once, and forgets what waited', async () => {
    const { clock, status, told } = paced();
    status.report({ presence: 'here', place: at(1) });
    status.report({ presence: 'idle', place: at(2) });
    status.put({ presence: 'away' });
    await clock.advance(10_000);
    assert.deepEqual(told.at(-1), { presence: 'away', at: 0 });
    assert.equal(clock.pending, 0);
  });

  it('tells someone new the latest, unless that is what everyone assumes', async () => {
    const { clock, status, told } = paced();
    status.begin({ presence: 'here' });
    assert.deepEqual(told, []);
    status.report({ presence: 'here', place: at(1) });
    await clock.advance(10_000);
    status.begin({ presence: 'here', place: at(1) });
    assert.equal(told.length, 2);
  });

  it('never passes on more often than it may, and ends with the latest', async () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const { clock, status, told } = paced();
      const random = seededRandom(seed);
      const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
      let last: Status = { presence: 'here' };
      for (let step = 0; step < 200; step += 1) {
        last = {
          presence: pick(['here', 'idle', 'away']),
          place: pick([undefined, at(1), at(2), { ...at(2), endLine: 3 }]),
        };
        status.report(last);
        await clock.advance(Math.floor(random() * 300));
      }
      await clock.advance(10_000);
      assert.deepEqual(status.current, last, `seed ${seed}`);
      const times = { presence: -presenceMs, place: -placeMs };
      let before: Status = { presence: 'here', place: undefined };
      for (const { at: time, presence, place } of told) {
        if (presence !== before.presence) {
          assert.ok(time - times.presence >= presenceMs, `seed ${seed}, ${time}`);
          times.presence = time;
        }
        if (JSON.stringify(place) !== JSON.stringify(before.place)) {
          assert.ok(time - times.place >= placeMs, `seed ${seed}, ${time}`);
          times.place = time;
        }
        before = { presence, place };
      }
    }
  });
});
