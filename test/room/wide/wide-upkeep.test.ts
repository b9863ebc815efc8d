import assert from 'node:assert/strict';
import type { WideAct } from '../../../src/protocol/wide-acts';
import { WideReducer } from '../../../src/room/wide/wide-reducer';
import { WideUpkeep } from '../../../src/room/wide/wide-upkeep';
import { FakeClock } from '../../helpers/fake-clock';
import { type AnyAct, EntryWriter, openProof, ownerKey, wideId } from '../../helpers/wide-entries';

const box = 'x'.repeat(43);
const members = ['ann', 'bo', 'cy'];

/** A room of these members, each with its own program. */
function scene() {
  const clock = new FakeClock();
  const writer = new EntryWriter();
  const reducer = new WideReducer({ pin: ownerKey, open: openProof });
  const published: string[] = [];
  const take = (by: string, act: AnyAct) => reducer.take(writer.write(by, act));
  const programs = members.map(
    (name) =>
      new WideUpkeep({
        ...{ clock, reducer, box, self: wideId(name) },
        present: () => members.map(wideId),
        publish: (act: WideAct) => {
          published.push(`${name} ${act.type}`);
          if (isActive) take(name, act);
        },
      }),
  );
  let isActive = true;
  const check = () => {
    for (const program of programs) program.check();
  };
  const parts = { version: 1, room: 'Lab 3', most: 500, locked: false, moderators: [], at: 0 };
  take('ann', { type: 'rules', ...parts });
  for (const name of members) take(name, { type: 'join', box });
  return {
    ...{ clock, reducer, published, check, programs },
    setActive: (active: boolean) => {
      isActive = active;
    },
    fill: (count: number) => {
      for (let index = 0; index < count; index += 1) take('di', { type: 'say', text: 'x' });
    },
  };
}

describe('the upkeep of a wide room', () => {
  it('publishes nothing as long as all is there', async () => {
    const { check, clock, fill, published } = scene();
    fill(4000);
    check();
    await clock.advance(60_000);
    assert.deepEqual(published, []);
    assert.equal(clock.pending, 0);
  });

  it('repeats old rules, by one member', async () => {
    const { check, clock, fill, published, reducer } = scene();
    fill(4998);
    check();
    await clock.advance(60_000);
    assert.deepEqual(
      published.filter((line) => line.endsWith('repeat')).length,
      1,
      published.join(),
    );
    assert.ok((reducer.permissions.rules?.seq ?? 0) > 5000);
    check();
    assert.equal(clock.pending, 0);
  });

  it('leaves it to the next one if that member doesn’t', async () => {
    const { check, clock, fill, published, setActive } = scene();
    setActive(false);
    fill(4998);
    check();
    await clock.advance(3 * 3000);
    const repeats = published.filter((line) => line.endsWith('repeat'));
    assert.deepEqual(
      [...repeats].sort(),
      members.map((name) => `${name} repeat`),
    );
  });

  it('lets each member introduce itself again, once', () => {
    const { check, fill, published, reducer } = scene();
    fill(5003);
    check();
    check();
    assert.deepEqual(
      published,
      members.map((name) => `${name} join`),
    );
    for (const name of members) assert.ok((reducer.members.get(wideId(name))?.joined ?? 0) > 5000);
  });
});
