import assert from 'node:assert/strict';
import { Roster } from '../../../src/room/guest/roster';
import { FakeClock } from '../../helpers/fake-clock';
import { MemberScene } from '../../helpers/member-scene';

describe('the members of a room hosted by someone else', () => {
  it('are always current, though not every change fires an event', async () => {
    const clock = new FakeClock();
    let told = 0;
    const roster = new Roster(clock, () => {
      told += 1;
    });
    roster.begin({ id: 'm1', name: 'Ann' });
    roster.add([]);
    assert.equal(told, 1);
    for (let index = 0; index < 1000; index += 1) {
      const entry = { seq: index, time: 1, member: `x${index}`, name: 'Bo', waited: false };
      roster.apply({ type: 'joined', ...entry });
      roster.setTyping(`x${index}`);
      if (index % 100 === 0) assert.equal(roster.members.at(-1)?.typing, true);
    }
    assert.equal(roster.members.length, 1000);
    assert.equal(told, 1);
    await clock.advance(49);
    assert.equal(told, 1);
    await clock.advance(1);
    assert.equal(told, 2, 'the last change is reported');
    await clock.advance(1000);
    assert.equal(told, 2);
    roster.setStatus('x1', { presence: 'idle' });
    assert.equal(told, 3, 'a change after a pause at once');
    roster.dispose();
    assert.equal(clock.pending, 0);
  });

  it('are reported less often, the more there are', async () => {
    const clock = new FakeClock();
    let told = 0;
    const roster = new Roster(clock, () => {
      told += 1;
    });
    roster.begin({ id: 'x0', name: 'Ann' });
    const people = (count: number) =>
      Array.from({ length: count }, (_, index) => {
        return { id: `x${index}`, name: 'Bo', host: false, presence: 'here' } as const;
      });
    for (const [count, ms] of [
      [2, 50],
      [300, 300],
      [2000, 500],
    ] as const) {
      roster.add(people(count));
      await clock.advance(1000);
      roster.setTyping('x1');
      told = 0;
      roster.apply({
        type: 'message',
        seq: 1,
        time: 1,
        author: 'x1',
        name: 'Bo',
        id: '',
        text: '',
      });
      await clock.advance(ms - 1);
      assert.equal(told, 0, `${count} members`);
      await clock.advance(1);
      assert.equal(told, 1, `${count} members`);
    }
    roster.dispose();
  });

  it('are the same objects until they change', () => {
    const roster = new Roster(new FakeClock(), () => {});
    roster.begin({ id: 'm1', name: 'Ann' });
    roster.add(
      ['m1', 'm2', 'm3'].map((id) => ({ id, name: id, host: false, presence: 'here' }) as const),
    );
    let before = roster.members;
    /** The members who are other objects than before the change. */
    const changed = (change: () => void) => {
      change();
      const known = new Set(before);
      before = roster.members;
      return before.filter((member) => !known.has(member));
    };
    const ben = { id: 'm2', name: 'm2', self: false, host: false, presence: 'here' };
    const entry = { seq: 1, time: 1, member: 'm2', name: 'Ben' };
    const idle = { ...ben, presence: 'idle', place: undefined };
    const steps: readonly (readonly [() => void, readonly object[]])[] = [
      [() => roster.setTyping('m2'), [{ ...ben, typing: true }]],
      [() => roster.setTyping('m2'), []],
      [() => roster.setStatus('m2', { presence: 'idle' }), [{ ...idle, typing: true }]],
      [() => roster.apply({ type: 'message', author: 'm2', id: 'a', text: 'a', ...entry }), [idle]],
      [() => roster.apply({ type: 'renamed', before: 'm2', ...entry }), [{ ...idle, name: 'Ben' }]],
      [() => roster.apply({ type: 'left', why: 'left', ...entry }), []],
      [() => roster.apply({ type: 'joined', waited: false, ...entry }), [{ ...ben, name: 'Ben' }]],
    ];
    for (const [step, expected] of steps) assert.deepEqual(changed(step), expected);
    assert.equal(before.map(({ id }) => id).join(' '), 'm1 m3 m2');
    // The user comes back as another member.
    roster.begin({ id: 'm3', name: 'Cai' });
    assert.deepEqual(
      roster.members.map(({ self }) => self),
      [false, true, false],
    );
    roster.setTyping('m1');
    assert.equal(roster.members[0]?.typing, true);
    roster.clearTyping();
    assert.equal(roster.members[0]?.typing, undefined);
    roster.dispose();
  });

  it('are current in the session’s state as well', async () => {
    const { hub, session } = await MemberScene.joined();
    let told = 0;
    session.onDidChangeState(() => {
      told += 1;
    });
    for (let index = 0; index < 100; index += 1) {
      hub.enter({ type: 'joined', member: `x${index}`, name: `Bo ${index}`, waited: false });
    }
    hub.run();
    assert.equal(session.state.members.length, 102);
    assert.ok(told <= 2, `told ${told} times`);
    assert.equal(session.state, session.state, 'the same object until something changes');
  });
});
