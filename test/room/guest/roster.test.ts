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
