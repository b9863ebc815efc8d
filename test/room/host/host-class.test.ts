import assert from 'node:assert/strict';
import type { ToMember } from '../../../src/protocol/frames';
import { vanishedMs } from '../../../src/room/host/host-class';
import { restoreHosted } from '../../../src/room/host/restored-room';
import type { FakeGuest } from '../../helpers/fake-guest';
import { awayMs, hostedRoom } from '../../helpers/hosted';
import { hostHeader } from '../../helpers/journal-records';
import { hold, listenerAt } from '../../helpers/listeners';

/** A class with a fake network, disk and clock. */
function hostedClass(options: Parameters<typeof hostedRoom>[0] = {}) {
  const hosted = hostedRoom({ kind: 'class', maxClients: 500, ...options });
  const { classroom } = hosted.invited;
  assert.ok(classroom?.hostActions);
  const { hostActions } = classroom;
  const join = (name: string) => hosted.server.connect(name);
  let asked = 0;
  const ask = (guest: FakeGuest) => {
    asked += 1;
    guest.ask({ type: 'ask', id: `a${asked}`, topic: 'stuck' });
    return `a${asked}`;
  };
  const serve = (helper: FakeGuest, what: 'take' | 'done' | 'back', member: string, id: string) =>
    helper.ask({ type: 'serve', id: `s-${what}`, do: what, member, request: id });
  const queue = () => classroom.queue.map(({ name, state }) => `${name} ${state}`).join(', ');
  return { ...hosted, classroom, hostActions, join, ask, serve, queue };
}

function all<T extends ToMember['type']>({ notices }: FakeGuest, type: T) {
  return notices.filter((notice): notice is Extract<typeof notice, { type: T }> => {
    return notice.type === type;
  });
}

describe('the host of a class', () => {
  it('gives back what a helper has taken who is away for a minute', async () => {
    const { ask, clock, hostActions, join, queue, serve, server } = hostedClass();
    const [hal, bo] = [join('Hal'), join('Bo')];
    hostActions.setHelper(hal.id, true);
    const id = ask(bo);
    serve(hal, 'take', bo.id, id);
    hal.lose();
    await clock.advance(vanishedMs - 1);
    assert.equal(queue(), 'Bo taken');
    const back = server.resume(hal.id);
    await clock.advance(awayMs);
    assert.equal(queue(), 'Bo taken');
    back.lose();
    await clock.advance(vanishedMs);
    assert.equal(queue(), 'Bo waiting');
  });

  it('tells helpers what changed in a turn, in one frame, and each student its last place', async () => {
    const { ask, clock, hostActions, join, serve } = hostedClass();
    const hal = join('Hal');
    hostActions.setHelper(hal.id, true);
    const students = ['Bo', 'Cy', 'Di'].map((name) => join(name));
    const [bo, cy, di] = students as [FakeGuest, FakeGuest, FakeGuest];
    const ids = students.map(ask);
    await clock.advance(0);
    assert.deepEqual(
      all(hal, 'queue').map(({ put = [] }) => put.map(({ name }) => name)),
      [[], ['Bo', 'Cy', 'Di']],
      'the whole queue of a new helper, then one frame',
    );
    for (const guest of [hal, ...students]) guest.notices.length = 0;
    serve(hal, 'take', bo.id, ids[0] as string);
    serve(hal, 'take', cy.id, ids[1] as string);
    serve(hal, 'back', cy.id, ids[1] as string);
    serve(hal, 'done', bo.id, ids[0] as string);
    assert.deepEqual(hal.notices, [], 'nothing before the end of the turn');
    await clock.advance(0);
    assert.deepEqual(all(hal, 'queue'), [
      { type: 'queue', moved: [{ member: cy.id, state: 'waiting' }], gone: [bo.id] },
    ]);
    assert.deepEqual(bo.notices, [{ type: 'standing', ended: 'done' }]);
    assert.deepEqual(cy.notices, [
      { type: 'standing', request: ids[1], state: 'waiting', before: 0 },
    ]);
    assert.deepEqual(di.notices, [
      { type: 'standing', request: ids[2], state: 'waiting', before: 1 },
    ]);
  });

  it('sends helpers of a large class a few bytes for each change', async () => {
    const { ask, clock, hostActions, join, serve } = hostedClass();
    const helpers = Array.from({ length: 6 }, (_, at) => join(`H${at}`));
    for (const { id } of helpers) hostActions.setHelper(id, true);
    const students = Array.from({ length: 494 }, (_, at) => join(`S${at}`));
    const waiting = students.slice(0, 60);
    const ids = waiting.map(ask);
    await clock.advance(0);
    for (const guest of [...helpers, ...students]) guest.notices.length = 0;
    for (const [at, student] of waiting.entries()) {
      const helper = helpers[at % 6] as FakeGuest;
      serve(helper, 'take', student.id, ids[at] as string);
      await clock.advance(0);
      serve(helper, 'done', student.id, ids[at] as string);
      await clock.advance(0);
    }
    for (const helper of helpers) {
      const frames = all(helper, 'queue');
      assert.equal(frames.length, 120, 'one for each change');
      for (const frame of frames) assert.ok(JSON.stringify(frame).length < 100);
    }
    for (const [at, student] of waiting.entries()) {
      // One for each place that it moved up, one when it is taken, one when it ends.
      assert.equal(all(student, 'standing').length, at + 2);
    }
    for (const student of students.slice(60)) assert.deepEqual(student.notices, []);
  });

  it('tells no one what isn’t on disk', async () => {
    const { ask, clock, hostActions, join, journal } = hostedClass();
    const [hal, bo] = [join('Hal'), join('Bo')];
    hostActions.setHelper(hal.id, true);
    await clock.advance(0);
    for (const guest of [hal, bo]) guest.notices.length = 0;
    ask(bo);
    journal.fail();
    await clock.advance(0);
    assert.deepEqual([...all(hal, 'queue'), ...all(bo, 'standing'), ...all(bo, 'handled')], []);
    assert.equal(hostActions.configure({ cooldown: 3 }), false);
    journal.heal();
    await clock.advance(0);
    assert.equal(all(hal, 'queue').length, 1);
    assert.equal(all(bo, 'standing').length, 1);
    assert.equal(all(bo, 'handled').length, 1);
  });

  it('lets only helpers become successors, and a student once it is one', async () => {
    const { clock, hostActions, invited, join, server } = hostedClass();
    const guests = [join('Hal'), join('Bo')];
    const [hal, bo] = guests as [FakeGuest, FakeGuest];
    hostActions.setHelper(hal.id, true);
    for (const [at, guest] of guests.entries()) {
      guest.ask({ type: 'offer', at: listenerAt(7000 + at) });
    }
    const settle = async () => {
      await clock.advance(3000);
      for (let rounds = 0; rounds < 8; rounds += 1) {
        for (const guest of server.connected) hold(guest);
        await clock.advance(0);
      }
      return invited.hostActions?.successors.map(({ name }) => name);
    };
    assert.deepEqual(await settle(), ['Hal']);
    hostActions.setHelper(bo.id, true);
    assert.deepEqual(await settle(), ['Hal', 'Bo']);
    hostActions.setHelper(hal.id, false);
    assert.deepEqual(await settle(), ['Bo']);
  });

  it('is restored from its journal', async () => {
    const { ask, classroom, clock, hostActions, join, journal, serve } = hostedClass();
    const [hal, bo, cy] = [join('Hal'), join('Bo'), join('Cy')];
    hostActions.setHelper(hal.id, true);
    const [first] = [ask(bo), ask(cy)];
    serve(hal, 'take', bo.id, first);
    serve(hal, 'done', bo.id, first);
    cy.ask({ type: 'tell', id: 't1', text: 'psst' });
    await clock.advance(0);
    const restored = restoreHosted([{ ...hostHeader, kind: 'class' }, ...journal.committed]);
    const stored = restored?.restored.classroom;
    assert.deepEqual(stored?.rules, classroom.rules);
    assert.deepEqual(
      stored?.queue.requests.map(({ member }) => member),
      [cy.id],
    );
    assert.deepEqual(stored?.queue.records, hostActions.records);
    assert.deepEqual(
      stored?.lines.list.map(({ text }) => text),
      ['psst'],
    );
  });
});
