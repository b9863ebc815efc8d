import assert from 'node:assert/strict';
import { HeldLog, takeBack } from '../../../src/room/log/held-log';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { message } from '../../helpers/journal-records';
import { MemberScene } from '../../helpers/member-scene';

/** A guest, Ann, who has chatted with her host, Zoe; `last` is the number of the last entry. */
async function scene() {
  const made = await MemberScene.joined();
  const { hub, session } = made;
  const find = (text: string) => {
    const entry = session.entries.findLast((one) => one.kind === 'message' && one.text === text);
    assert.ok(entry?.kind === 'message', text);
    return entry;
  };
  const said = async (who: 'Ann' | 'Zoe', text: string) => {
    if (who === 'Ann') session.messages.say(text);
    else hub.say(text);
    hub.run();
    await made.clock.advance(0);
    return find(text).seq as number;
  };
  /** The entries shown, except those about the connection. */
  const shown = () =>
    made.lines.filter((line) => !['away', 'back'].includes(line) && !line.endsWith('joined'));
  return { made, hub, session, find, said, shown };
}

describe('HeldLog', () => {
  it('keeps the newest lists of voters when it is so long that it drops entries', () => {
    const held = new HeldLog();
    for (let seq = 1; seq <= 3; seq += 1) {
      held.append({ type: 'successors', seq, time: seq, successors: [] });
    }
    for (let seq = 4; seq <= 25_000; seq += 1) held.append(message(seq));
    const [first, second, ...rest] = held.entries;
    assert.deepEqual([first?.seq, second?.seq], [2, 3]);
    assert.ok(rest.length < 12_000, `${rest.length}`);
    assert.equal(rest.at(-1)?.seq, 25_000);
    const oldest = rest[0]?.seq ?? 0;
    assert.ok(oldest > 10_000 && rest.every(({ seq }, index) => seq === oldest + index));
  });
});

describe('what a host has lost', () => {
  it('isn’t sent again as our own if we published it for a student', () => {
    const published = { ...message(3, 'Anonymous student: why?'), anonymous: true } as const;
    const taken = takeBack([message(2, 'mine'), published], [], { keep: 1, selfId: 'm1' });
    assert.deepEqual(
      taken.outbox.map((request) => request.type === 'say' && request.text),
      ['mine'],
    );
    assert.deepEqual([taken.apart, taken.lost, taken.again], [[published], 2, 1]);
  });
});

describe('a guest whose host has lost the end of the log', () => {
  it('takes back what no one else has, and misses nothing new', async () => {
    const { made, hub, said, shown } = await scene();
    const kept = await said('Zoe', 'kept');
    await said('Zoe', 'lost one');
    await said('Zoe', 'lost two');
    hub.lose(kept);
    // As many entries as were lost: judging by the numbers alone, nothing is missing.
    hub.say('new one');
    hub.say('new two');
    await made.comeBack();
    const expected = [
      'Zoe> kept',
      'took-back',
      'Zoe> lost one (apart)',
      'Zoe> lost two (apart)',
      'Zoe> new one',
      'Zoe> new two',
    ];
    assert.deepEqual(shown(), expected);
    await made.crash();
    assert.deepEqual(shown(), expected, 'even after a reload');
    await made.comeBack();
    assert.deepEqual(shown(), expected);
  });

  it('sends its own again, under their ids and before what waited', async () => {
    const { made, hub, session, said, shown } = await scene();
    const kept = await said('Zoe', 'kept');
    await said('Ann', 'mine one');
    await said('Ann', 'mine two');
    const ids = hub.requests.slice();
    hub.lose(kept);
    session.messages.say('mine three');
    hub.say('new');
    await made.comeBack();
    assert.deepEqual(hub.texts, ['kept', 'new', 'mine one', 'mine two', 'mine three']);
    assert.deepEqual(hub.requests.slice(ids.length, ids.length + 2), ids);
    assert.deepEqual(shown(), [
      'Zoe> kept',
      'took-back',
      'Zoe> new',
      'Ann> mine one (hub)',
      'Ann> mine two (hub)',
      'Ann> mine three (hub)',
    ]);
    const note = session.entries.find(
      (entry) => entry.kind === 'system' && entry.event.type === 'took-back',
    );
    assert.deepEqual(note?.kind === 'system' && note.event, {
      type: 'took-back',
      lost: 2,
      again: 2,
    });
  });

  it('sends them again even if its window was killed first', async () => {
    const { made, hub, said, shown } = await scene();
    const kept = await said('Zoe', 'kept');
    await said('Ann', 'mine one');
    await said('Ann', 'mine two');
    hub.lose(kept);
    hub.network.retries.fire();
    await made.clock.advance(0);
    hub.step();
    assert.deepEqual(shown(), [
      'Zoe> kept',
      'took-back',
      'Ann> mine one (queued)',
      'Ann> mine two (queued)',
    ]);
    const before = shown();
    await made.crash();
    assert.deepEqual(shown(), before);
    await made.comeBack();
    assert.deepEqual(hub.texts, ['kept', 'mine one', 'mine two']);
  });

  it('doesn’t apply changes to another message with the same number', async () => {
    const { made, hub, find, session, said } = await scene();
    const kept = await said('Zoe', 'kept');
    const seq = await said('Ann', 'mine');
    hub.lose(kept);
    hub.say('to be deleted');
    const theirs = hub.last;
    assert.equal(theirs, seq);
    hub.enter({ type: 'deleted', author: 'm0', name: 'Zoe', id: 'd1', target: theirs });
    await made.comeBack();
    assert.equal(find('mine').deleted, undefined);
    assert.equal(find('mine').seq, hub.last);
    const deleted = session.entries.find((entry) => entry.seq === theirs);
    assert.ok(deleted?.kind === 'message' && deleted.deleted && !deleted.own);
  });

  it('undoes what lost entries did, and repeats its own requests', async () => {
    const { made, hub, find, session, said } = await scene();
    const mine = await said('Ann', 'mine');
    const other = await said('Ann', 'my other');
    const theirs = await said('Zoe', 'theirs');
    hub.enter({ type: 'deleted', author: 'm0', name: 'Zoe', id: 'd1', target: theirs });
    hub.enter({ type: 'edited', author: 'm0', name: 'Zoe', id: 'd2', target: theirs, text: 'x' });
    hub.enter({
      type: 'reacted',
      author: 'm0',
      name: 'Zoe',
      id: 'd3',
      target: mine,
      emoji: '👎',
      on: true,
    });
    hub.run();
    const { invited } = session;
    invited?.change({ type: 'edit', target: mine, text: 'mine, edited' });
    invited?.change({ type: 'delete', target: other });
    invited?.change({ type: 'react', target: theirs, emoji: '👍', on: true });
    hub.run();
    hub.lose(theirs);
    await made.comeBack();
    assert.deepEqual(
      hub.entries.slice(-3).map(({ type }) => type),
      ['edited', 'deleted', 'reacted'],
    );
    const edited = find('mine, edited');
    assert.deepEqual([edited.edited, edited.reactions], [true, undefined]);
    const their = find('theirs');
    assert.deepEqual([their.deleted, their.reactions], [undefined, { '👍': ['m1'] }]);
    assert.ok(session.entries.some((entry) => entry.seq === other && isDeleted(entry)));
  });

  it('sends a lost message in its last version, and none that was deleted', async () => {
    const { made, hub, session, said, shown } = await scene();
    const kept = await said('Zoe', 'kept');
    const first = await said('Ann', 'first');
    const second = await said('Ann', 'second');
    const third = await said('Ann', 'third');
    const { invited } = session;
    invited?.change({ type: 'edit', target: first, text: 'first, edited' });
    invited?.change({ type: 'delete', target: second });
    hub.run();
    hub.cut();
    // These still wait: they're about messages whose numbers will soon belong to others.
    invited?.change({ type: 'edit', target: third, text: 'third, edited' });
    session.messages.say('reply', { reply: third });
    invited?.change({ type: 'react', target: third, emoji: '👍', on: true });
    hub.lose(kept);
    for (const text of ['a', 'b', 'c']) hub.say(text);
    await made.comeBack();
    assert.deepEqual(shown().slice(2), [
      ...['Zoe> a', 'Zoe> b', 'Zoe> c'],
      ...['Ann> first, edited (hub)', 'Ann> third, edited (hub)', 'Ann> reply (hub)'],
    ]);
    const reply = hub.entries.at(-1);
    assert.ok(reply?.type === 'message' && reply.reply === undefined);
  });

  it('shows a lost message in its new place when it comes again, and only once', async () => {
    const { made, hub, find, said, shown } = await scene();
    const kept = await said('Zoe', 'kept');
    await said('Zoe', 'lost');
    const { id } = find('lost');
    const lost = hub.entries.at(-1);
    hub.lose(kept);
    hub.say('new');
    await made.comeBack();
    assert.equal(find('lost').apart, true);
    assert.ok(lost?.type === 'message');
    const { seq: _, time: __, ...again } = lost;
    hub.enter(again);
    hub.run();
    assert.deepEqual(shown(), ['Zoe> kept', 'took-back', 'Zoe> new', 'Zoe> lost']);
    assert.equal(find('lost').id, id, 'it is the same message to those who saw it');
    await made.clock.advance(0);
    await made.crash();
    assert.deepEqual(shown(), ['Zoe> kept', 'took-back', 'Zoe> new', 'Zoe> lost']);
  });

  it('knows the epoch of its last entry when it is cut off on its way through several', async () => {
    for (let steps = 0; steps < 16; steps += 1) {
      const { made, hub, said } = await scene();
      await said('Zoe', 'before');
      for (const text of ['one', 'two', 'three']) {
        hub.lose(hub.last);
        hub.say(text);
        hub.say(`${text} more`);
      }
      hub.network.retries.fire();
      await made.clock.advance(0);
      for (let step = 0; step < steps; step += 1) hub.step();
      const last = hub.entries.find((entry) => 'text' in entry && entry.text === 'two')?.seq ?? 0;
      hub.lose(last);
      hub.say('instead');
      hub.say('of it');
      await made.comeBack();
      const numbered = made.session.entries.flatMap((entry) =>
        entry.kind === 'message' && entry.seq !== undefined ? [entry.text] : [],
      );
      assert.deepEqual(numbered, hub.texts, `cut after ${steps} frames`);
    }
  });

  it('keeps what only this window was told, and what was unread', async () => {
    const { made, hub, session, said, shown } = await scene();
    hub.refuses.set('no', 'text-too-long');
    const kept = await said('Zoe', 'kept');
    session.messages.say('no');
    hub.run();
    await said('Zoe', 'lost');
    const changes: string[] = [];
    session.onDidChangeLog((change) => changes.push(change.type));
    hub.lose(kept);
    await made.comeBack();
    assert.deepEqual(shown(), [
      'Zoe> kept',
      'Ann> no (unsent)',
      'refused',
      'took-back',
      'Zoe> lost (apart)',
    ]);
    assert.equal(changes.filter((type) => type === 'reset').length, 1);
  });

  it('loses its end repeatedly without mixing up members', async () => {
    const { made, hub, said } = await scene();
    const kept = await said('Zoe', 'kept');
    for (let round = 1; round <= 3; round += 1) {
      await said('Ann', `mine ${round}`);
      await said('Zoe', `lost ${round}`);
      hub.lose(kept);
      await made.comeBack();
    }
    assert.deepEqual(hub.texts, ['kept', 'mine 1', 'mine 2', 'mine 3']);
    const apart = made.lines.filter((line) => line.endsWith('(apart)'));
    assert.deepEqual(apart, ['Zoe> lost 1 (apart)', 'Zoe> lost 2 (apart)', 'Zoe> lost 3 (apart)']);
  });
});

function isDeleted(entry: LogEntry): boolean {
  return entry.kind === 'message' && entry.deleted === true;
}
