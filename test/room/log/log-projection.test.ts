import assert from 'node:assert/strict';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import type { MessageEntry } from '../../../src/room/log/log-entry';
import { LogProjection, type LogProjectionDeps } from '../../../src/room/log/log-projection';
import { RoomLog } from '../../../src/room/log/room-log';
import { codeCard } from '../../helpers/cards';
import { line } from '../../helpers/member-scene';

function setUp(deps: LogProjectionDeps = {}) {
  const log = new RoomLog();
  const view = new LogProjection(log, 'm1', { name: 'Ann', ...deps });
  let last = 0;
  let changes = 0;
  log.onDidChange(() => {
    changes += 1;
  });
  const apply = (draft: object): number => {
    last += 1;
    view.apply({ seq: last, time: last, ...draft } as RoomEntry);
    return last;
  };
  const all = {
    log,
    view,
    apply,
    join: (member: string, name: string) => apply({ type: 'joined', member, name, waited: false }),
    leave: (member: string, name: string, why = 'left') =>
      apply({ type: 'left', member, name, why }),
    say: (author: string, text: string, id = `${author}-${text}`) =>
      apply({ type: 'message', author, name: author, id, text }),
    lines: () => log.entries.map(line),
    message: (seq: number) => log.entries.find((entry) => entry.seq === seq) as MessageEntry,
    changes: () => {
      const before = changes;
      changes = 0;
      return before;
    },
  };
  return all;
}

describe('LogProjection', () => {
  it('shows messages and what happened to the room', () => {
    const { apply, join, leave, say, log, lines } = setUp();
    join('m1', 'Ann');
    join('m2', 'Bob');
    apply({ type: 'joined', member: 'm3', name: 'Cleo', waited: true });
    say('m2', 'hi');
    leave('m2', 'Bob');
    leave('m3', 'Cleo', 'lost');
    leave('m4', 'Dan', 'slow');
    apply({ type: 'renamed', member: 'm1', name: 'Anna', before: 'Ann' });
    apply({ type: 'removed', member: 'm5', name: 'Eve', reason: 'spam' });
    assert.deepEqual(lines(), [
      'Ann joined',
      'Bob joined',
      'Cleo let-in',
      'm2> hi',
      'Bob left',
      'Cleo vanished',
      'Dan too-slow',
      'Anna renamed',
      'Eve removed',
    ]);
    const self = log.entries.map(
      (entry) => entry.kind === 'system' && 'self' in entry.event && entry.event.self,
    );
    assert.deepEqual(self, [true, false, false, false, false, false, false, true, false]);
    assert.deepEqual(
      log.entries.map(({ seq, time }) => [seq, time]),
      log.entries.map((_, index) => [index + 1, index + 1]),
    );
  });

  it('joins the rest of the newest message to it', () => {
    const { apply, say, lines, log } = setUp({ tracksDelivery: false });
    const goOn = (author: string, text: string) =>
      apply({ type: 'message', author, name: author, id: '', text, continues: true });
    say('m2', 'one\r\n');
    goOn('m2', 'two\n');
    goOn('m2', 'three\n');
    assert.deepEqual(lines(), ['m2> one\ntwo\nthree']);
    assert.equal(log.entries[0]?.seq, 1, 'it keeps its position');
    say('m1', 'mine');
    goOn('m2', 'four');
    say('m3', 'x');
    assert.deepEqual(lines().slice(1), ['m1> mine', 'm2> four', 'm3> x']);
  });

  it('changes messages that are edited, deleted and reacted to', () => {
    const { apply, say, message } = setUp();
    const target = say('m2', 'helo');
    const change = (type: string, more: object = {}) =>
      apply({ type, author: 'm2', name: 'Bob', id: type, target, ...more });
    change('edited', { text: 'hello' });
    assert.equal(message(target).text, 'hello');
    assert.equal(message(target).edited, true);
    const react = (author: string, emoji: string, on: boolean) =>
      apply({ type: 'reacted', author, name: author, id: 'r', target, emoji, on });
    react('m1', '👍', true);
    react('m2', '👍', true);
    react('m2', '👍', true);
    react('m3', '__proto__', true);
    assert.deepEqual(Object.entries(message(target).reactions ?? {}), [
      ['👍', ['m1', 'm2']],
      ['__proto__', ['m3']],
    ]);
    react('m1', '👍', false);
    react('m2', '👍', false);
    react('m3', '__proto__', false);
    assert.ok(!('reactions' in message(target)));
    react('m1', '👍', true);
    change('deleted');
    change('edited', { text: 'back again' });
    react('m2', '👍', true);
    const { text, deleted, reactions } = message(target);
    assert.deepEqual(
      { text, deleted, reactions },
      { text: '', deleted: true, reactions: undefined },
    );
  });

  it('bounds the reactions of one message', () => {
    const { apply, say, message } = setUp();
    const target = say('m2', 'x');
    for (let i = 0; i < 1000; i += 1) {
      apply({
        type: 'reacted',
        author: 'm3',
        name: 'C',
        id: `${i}`,
        target,
        emoji: `${i}`,
        on: true,
      });
    }
    assert.equal(Object.keys(message(target).reactions ?? {}).length, 64);
  });

  it('bounds the members listed for a reaction: a hub may invent them', () => {
    const { apply, say, message } = setUp();
    const target = say('m2', 'x');
    const react = (author: string, on: boolean) =>
      apply({ type: 'reacted', author, name: 'C', id: 'r', target, emoji: '👍', on });
    for (let i = 0; i < 2000; i += 1) react(`x${i}`, true);
    assert.equal(message(target).reactions?.['👍']?.length, 1000);
    react('x0', false);
    react('m3', true);
    assert.equal(message(target).reactions?.['👍']?.at(-1), 'm3');
  });

  it('ignores changes to entries that aren’t kept', () => {
    const { apply, lines } = setUp();
    apply({ type: 'deleted', author: 'm2', name: 'Bob', id: 'd', target: 7 });
    assert.deepEqual(lines(), []);
  });

  it('keeps the same order for everyone when a queued message gets its number', () => {
    const { view, say, lines, message } = setUp();
    view.queue({ type: 'say', id: 'q1', text: 'one' }, 99);
    view.queue({ type: 'say', id: 'q2', text: 'two' }, 99);
    say('m2', 'first');
    assert.deepEqual(lines(), ['m2> first', 'Ann> one (queued)', 'Ann> two (queued)']);
    const seq = say('m1', 'one, as the hub has it', 'q1');
    say('m2', 'third');
    assert.deepEqual(lines(), [
      'm2> first',
      'm1> one, as the hub has it (hub)',
      'm2> third',
      'Ann> two (queued)',
    ]);
    assert.equal(message(seq).time, seq);
  });

  it('doesn’t show other requests until they are done', () => {
    const { view, lines } = setUp();
    view.queue({ type: 'delete', id: 'd', target: 1 }, 99);
    assert.deepEqual(lines(), []);
  });

  it('shows notes before queued entries, and refusals after the message', () => {
    const { view, say, lines } = setUp();
    for (const id of ['a', 'b', 'c']) view.queue({ type: 'say', id, text: id }, 99);
    view.addEvent({ type: 'away' }, 99);
    view.refused('b', 'text-too-long', 99);
    const waiting = ['away', 'Ann> a (queued)', 'Ann> b (unsent)', 'Ann> c (queued)', 'refused'];
    assert.deepEqual(lines(), waiting);
    say('m1', 'a', 'a');
    say('m2', 'x');
    view.refused('c', 'text-too-long', 99);
    view.addEvent({ type: 'back' }, 99);
    assert.deepEqual(lines().slice(1), [
      'm1> a (hub)',
      'Ann> b (unsent)',
      'm2> x',
      'Ann> c (unsent)',
      'refused',
      'refused',
      'back',
    ]);
  });
});

describe('LogProjection, delivery', () => {
  it('counts the members at the time the message was numbered', () => {
    const { view, join, leave, say, message } = setUp();
    join('m1', 'Ann');
    view.people([
      { id: 'm0', name: 'Zoe' },
      { id: 'm1', name: 'Ann' },
      { id: 'm2', name: 'Bob' },
    ]);
    const first = say('m1', 'one');
    join('m3', 'Cleo');
    leave('m2', 'Bob');
    const second = say('m1', 'two');
    assert.equal(message(first).delivery, 'hub');
    view.marks([{ member: 'm0', seq: second }]);
    view.marks([{ member: 'm3', seq: second }]);
    view.marks([{ member: 'm1', seq: second }]);
    assert.deepEqual(message(first).delivery, { received: 1, of: 2, names: ['Zoe'] });
    assert.deepEqual(message(second).delivery, { received: 2, of: 2, names: ['Zoe', 'Cleo'] });
    join('m2', 'Bob');
    view.marks([{ member: 'm2', seq: first }]);
    view.marks([{ member: 'm2', seq: second }]);
    assert.deepEqual(message(first).delivery, { received: 2, of: 2, names: ['Zoe', 'Bob'] });
    assert.deepEqual(message(second).delivery, { received: 2, of: 2, names: ['Zoe', 'Cleo'] });
  });

  it('never goes back, and counts no one twice', () => {
    const { view, say, message } = setUp();
    view.people([
      { id: 'm2', name: 'Bob' },
      { id: 'm3', name: 'Cleo' },
    ]);
    const seq = say('m1', 'one');
    for (const mark of [seq, seq - 1, 0, seq, seq + 5]) view.marks([{ member: 'm2', seq: mark }]);
    assert.deepEqual(message(seq).delivery, { received: 1, of: 2, names: ['Bob'] });
  });

  it('accepts a mark that comes before its message, and one of a stranger', () => {
    const { view, say, message } = setUp();
    view.people([{ id: 'm2', name: 'Bob' }]);
    view.marks([{ member: 'm2', seq: 1 }]);
    view.marks([{ member: 'm9', seq: 1 }]);
    assert.deepEqual(message(say('m1', 'one')).delivery, { received: 1, of: 1, names: ['Bob'] });
  });

  it('counts members who joined before the part of the log that is kept', () => {
    const { view, say, join, message } = setUp();
    const seq = say('m1', 'said before the window was loaded anew');
    join('m4', 'Dan');
    view.people([
      { id: 'm0', name: 'Zoe' },
      { id: 'm1', name: 'Ann' },
      { id: 'm4', name: 'Dan' },
    ]);
    view.marks([
      { member: 'm0', seq },
      { member: 'm4', seq },
    ]);
    assert.deepEqual(message(seq).delivery, { received: 1, of: 1, names: ['Zoe'] });
  });

  it('counts marks that come before the entry', () => {
    const { view, say, message } = setUp();
    const first = say('m1', 'before the window was loaded anew');
    view.marks([{ member: 'm0', seq: first + 1 }]);
    const second = say('m1', 'caught up with');
    view.people([{ id: 'm0', name: 'Zoe' }]);
    for (const seq of [first, second]) {
      assert.deepEqual(message(seq).delivery, { received: 1, of: 1, names: ['Zoe'] });
    }
    view.people([{ id: 'm0', name: 'Zoe' }]);
    view.marks([{ member: 'm0', seq: second }]);
    assert.deepEqual(message(second).delivery, { received: 1, of: 1, names: ['Zoe'] });
  });

  it('follows new names', () => {
    const { view, apply, say, message } = setUp();
    view.people([{ id: 'm2', name: 'Bob' }]);
    apply({ type: 'renamed', member: 'm2', name: 'Rob', before: 'Bob' });
    const seq = say('m1', 'one');
    view.marks([{ member: 'm2', seq: seq }]);
    assert.deepEqual(message(seq).delivery, { received: 1, of: 1, names: ['Rob'] });
  });

  it('is absent if the protocol doesn’t report it, and for others’ messages', () => {
    const lab = setUp({ tracksDelivery: false });
    const own = lab.say('m1', 'one');
    lab.join('m2', 'Bob');
    lab.view.marks([{ member: 'm2', seq: own }]);
    assert.ok(!('delivery' in lab.message(own)));
    const { say, message } = setUp();
    assert.ok(!('delivery' in message(say('m2', 'two'))));
  });

  it('changes a message once for several marks, and none that stays the same', () => {
    const { view, say, changes } = setUp();
    const people = Array.from({ length: 500 }, (_, index) => ({
      id: `p${index}`,
      name: `${index}`,
    }));
    view.people(people);
    for (let i = 0; i < 100; i += 1) say('m1', `${i}`);
    changes();
    view.marks(people.map(({ id }) => ({ member: id, seq: 50 })));
    assert.equal(changes(), 50);
    view.marks(people.map(({ id }) => ({ member: id, seq: 51 })));
    assert.equal(changes(), 1);
    view.marks(people.map(({ id }) => ({ member: id, seq: 51 })));
    assert.equal(changes(), 0);
  });

  it('shows what a message replies to, while that is kept', () => {
    const { apply, log, message, say, view } = setUp();
    const first = say('m2', 'question');
    const at = { author: 'm2', name: 'Bob' };
    const reply = apply({ type: 'message', ...at, id: 'a', text: 'answer', reply: first });
    assert.deepEqual(message(reply).reply, { seq: first, id: message(first).id });
    const other = apply({ type: 'message', ...at, id: 'b', text: 'to a gap', reply: 999 });
    assert.deepEqual(message(other).reply, { seq: 999 });
    view.queue({ type: 'say', id: 'c', text: 'mine', reply }, 9);
    const queued = log.entries.at(-1) as MessageEntry;
    assert.deepEqual(queued.reply, { seq: reply, id: message(reply).id });
    const own = apply({
      type: 'message',
      author: 'm1',
      name: 'Ann',
      id: 'c',
      text: 'mine',
      reply,
    });
    assert.deepEqual(message(own).reply, queued.reply);
    assert.equal(message(own).id, queued.id);
  });

  it('shows cards, until their message is deleted', () => {
    const { apply, log, message, view } = setUp();
    view.queue({ type: 'say', id: 'c', text: 'mine', card: codeCard }, 9);
    assert.deepEqual((log.entries.at(-1) as MessageEntry).card, codeCard);
    const by = { author: 'm1', name: 'Ann' };
    const seq = apply({ type: 'message', ...by, id: 'c', text: 'mine', card: codeCard });
    assert.deepEqual(message(seq).card, codeCard);
    apply({ type: 'edited', ...by, id: 'd', target: seq, text: 'edited' });
    assert.deepEqual(message(seq).card, codeCard);
    apply({ type: 'deleted', ...by, id: 'e', target: seq });
    assert.equal('card' in message(seq), false);
  });

  it('shows what was published without its student’s name as it was said', () => {
    const { apply, log, message, view } = setUp();
    const by = { author: 'm1', name: 'Ann' };
    const question = { type: 'message', ...by, id: 'q', anonymous: true };
    const seq = apply({ ...question, text: 'Anonymous student: why?' });
    const shown = () => {
      const { anonymous, delivery, own, text } = message(seq);
      return { anonymous, delivery, own, text };
    };
    const expected = { anonymous: true, delivery: undefined, own: true };
    assert.deepEqual(
      shown(),
      { ...expected, text: 'why?' },
      'we can change it, and didn’t send it',
    );
    const edit = { type: 'edited', ...by, id: 'd', target: seq };
    apply({ ...edit, text: 'Anonymous student: why not?' });
    assert.equal(shown().text, 'why not?');
    apply({ ...edit, text: 'by an older program' });
    assert.equal(shown().text, 'by an older program');
    apply({ type: 'deleted', ...by, id: 'e', target: seq });
    assert.deepEqual(shown(), { ...expected, text: '' });
    const own = apply({ type: 'message', ...by, id: 'o', text: 'Anonymous student: me' });
    assert.equal(message(own).text, 'Anonymous student: me', 'anyone can write that');
    assert.equal('anonymous' in message(own), false);
    // A host has lost one, and another helper publishes it again.
    const lost = { ...question, seq: 9, time: 9, text: 'Anonymous student: lost?' };
    view.showApart(lost as Parameters<typeof view.showApart>[0]);
    apply({ ...lost, author: 'm2', name: 'Ben' });
    const all = log.entries.filter((entry) => entry.kind === 'message' && entry.text === 'lost?');
    assert.deepEqual(
      all.map((entry) => entry.kind === 'message' && [entry.authorName, entry.apart]),
      [['Ben', undefined]],
    );
  });
});
