import assert from 'node:assert/strict';
import { CurrentClass } from '../../../src/ui/class/current-class';
import { classSession, FakeClassroom } from '../../helpers/fake-classroom';
import { FakeClock } from '../../helpers/fake-clock';

function setUp(selfId: string, classroom: FakeClassroom | undefined) {
  const clock = new FakeClock();
  const session = classSession(selfId, classroom);
  const current = new CurrentClass(session, clock);
  const count = { changes: 0 };
  current.onDidChange(() => {
    count.changes += 1;
  });
  return { clock, session, current, count };
}

describe('the current class', () => {
  it('is that of the room, with the user’s role', () => {
    const classroom = new FakeClassroom(false);
    const { current } = setUp('m2', classroom);
    assert.equal(current.asStudent, classroom);
    assert.equal(current.asHelper, undefined);
    assert.equal(current.selfId, 'm2');
    classroom.set({ isHelper: true });
    assert.equal(current.asHelper, classroom);
    assert.equal(current.asStudent, undefined);
  });

  it('is followed from room to room', () => {
    const [first, second] = [new FakeClassroom(false), new FakeClassroom(true)];
    const { session, current, count } = setUp('m2', first);
    session.enter(second);
    assert.equal(current.room, second);
    assert.equal(count.changes, 1);
    first.set({});
    assert.equal(count.changes, 1, 'the room before is no longer heard');
    second.set({});
    assert.equal(count.changes, 2);
    session.enter(undefined);
    assert.equal(current.room, undefined);
  });

  it('knows who is a helper: the host always, and who is marked', () => {
    const classroom = new FakeClassroom(true);
    const { current } = setUp('m1', classroom);
    classroom.set({ rules: { ...classroom.rules, helpers: ['m3'] } });
    assert.deepEqual(
      ['m1', 'm2', 'm3'].map((id) => current.isHelper(id)),
      [true, false, true],
    );
  });

  it('changes when the user may ask again, with one timer', async () => {
    const classroom = new FakeClassroom(false);
    const { clock, current, count } = setUp('m2', classroom);
    classroom.set({ own: { state: 'none', mayAsk: clock.now() + 60_000 } });
    assert.equal(clock.pending, 1);
    await clock.advance(60_000);
    assert.equal(count.changes, 2);
    assert.equal(clock.pending, 0);
    classroom.set({ own: { state: 'none', mayAsk: clock.now() + 60_000 } });
    current.dispose();
    assert.equal(clock.pending, 0);
  });
});
