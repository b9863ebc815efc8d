import assert from 'node:assert/strict';
import {
  type ClassToHub,
  type ClassToMember,
  defaultClassRules,
} from '../../../src/protocol/class-frames';
import { GuestClass } from '../../../src/room/guest/guest-class';
import type { Membership } from '../../../src/room/guest/membership';
import type { JournalRecord } from '../../../src/room/log/journal';
import { FakeClock } from '../../helpers/fake-clock';

const rules: Extract<ClassToMember, { readonly type: 'rules' }> = {
  ...defaultClassRules,
  ...{ type: 'rules', order: 'time' },
};

/** Bo’s side of a class; the test acts as the hub. */
function scene() {
  const clock = new FakeClock();
  const records: JournalRecord[] = [];
  const codes: string[] = [];
  let ids = 0;
  const room = new GuestClass({
    membership: { self: { id: 'm1', name: 'Bo' } } as Membership,
    journal: { append: (record) => records.push(record), commit: () => {} },
    clock,
    newId: () => {
      ids += 1;
      return `i${ids}`;
    },
    onRefused: (code) => codes.push(code),
  });
  const sent: ClassToHub[] = [];
  const connect = (term = 1) => {
    sent.length = 0;
    room.connect((frame) => sent.push(frame), term);
    room.handle(rules);
  };
  const types = () => sent.map(({ type }) => type);
  const state = () => room.own.state;
  return { clock, codes, connect, records, room, sent, state, types };
}

describe('a member’s side of a class', () => {
  it('sends its request once the hub has said that it has none, and again to one that doesn’t have it', async () => {
    const { clock, connect, room, sent, state, types } = scene();
    const asked = room.ask({ topic: 'stuck' });
    connect();
    assert.deepEqual(types(), ['lines']);
    room.handle({ type: 'standing' });
    assert.deepEqual(types(), ['lines', 'ask']);
    const [, ask] = sent;
    assert.ok(ask?.type === 'ask');
    room.handle({ type: 'handled', id: ask.id });
    room.handle({ type: 'standing', request: ask.id, state: 'waiting', before: 2 });
    assert.deepEqual(await asked, { ok: true });
    room.disconnect();
    assert.equal(state(), 'waiting', 'as last known');
    await clock.advance(5000);
    connect(2);
    room.handle({ type: 'standing' });
    assert.deepEqual(sent.at(-1), { ...ask, waited: 5000 });
    assert.equal(state(), 'queued');
    assert.ok(room.refused(ask.id, 'request-ended'));
    assert.equal(state(), 'none');
  });

  it('forgets its request when the hub says that it has ended', () => {
    const { clock, connect, room, sent, state } = scene();
    connect();
    room.handle({ type: 'standing' });
    void room.ask({ topic: 'stuck' });
    const ask = sent.at(-1);
    assert.ok(ask?.type === 'ask');
    // What was on its way before the hub had the request says nothing about it.
    room.handle({ type: 'standing', wait: 10 });
    assert.equal(state(), 'queued');
    room.handle({ type: 'standing', request: ask.id, state: 'taken', helper: 'm9' });
    assert.equal(state(), 'taken');
    room.handle({ type: 'standing', ended: 'done', wait: 60_000 });
    const mayAsk = clock.now() + 60_000;
    assert.deepEqual(room.own, { state: 'none', ended: 'done', mayAsk });
  });

  it('withdraws what was never sent without the hub', async () => {
    const { connect, room, types } = scene();
    const asked = room.ask({ topic: 'stuck' });
    assert.deepEqual(await room.ask({ topic: 'more' }), { ok: false, code: 'request-open' });
    assert.deepEqual(await room.withdraw(), { ok: true });
    assert.deepEqual(await asked, { ok: false, code: 'cancelled' });
    connect();
    room.handle({ type: 'standing' });
    assert.deepEqual(types(), ['lines']);
  });

  it('sends private messages again until the hub has them, and shows each once', () => {
    const { codes, connect, room, types } = scene();
    assert.ok(room.tell('psst'));
    connect();
    assert.deepEqual(types(), ['lines', 'tell']);
    const [own] = room.privateMessages;
    assert.ok(own?.queued);
    room.disconnect();
    connect();
    assert.deepEqual(types(), ['lines', 'tell']);
    const { queued: _, own: __, ...message } = own;
    for (let times = 0; times < 2; times += 1) room.handle({ type: 'told', ...message });
    assert.deepEqual(room.privateMessages, [{ ...message, own: true }]);
    room.tell('too much');
    const last = room.privateMessages.at(-1);
    assert.ok(room.refused(last?.id ?? '', 'too-large'));
    assert.deepEqual([codes, room.privateMessages.length], [['too-large'], 1]);
    let count = 1;
    while (room.tell('more')) count += 1;
    assert.equal(count, 101, 'a bounded number waits');
  });

  it('sends what is anonymous only to a hub that says that it keeps it so', () => {
    const { connect, records, room, sent, types } = scene();
    assert.ok(room.takesAnonymous, 'for all that it knows');
    assert.ok(room.tell('me?', { anonymous: true }));
    const stored = records.find((record) => record.type === 'telling');
    assert.equal(
      stored?.type === 'telling' && stored.tell?.anonymous,
      true,
      'after a restart, too',
    );
    connect();
    assert.deepEqual(types(), ['lines'], 'an older hub would publish it as the student’s');
    assert.ok(!room.takesAnonymous);
    assert.ok(room.tell('and me?', { anonymous: true }));
    assert.ok(room.tell('not me'));
    assert.deepEqual(types(), ['lines', 'tell']);
    room.handle({ ...rules, anonymous: true });
    room.handle({ ...rules, anonymous: true });
    assert.ok(room.takesAnonymous);
    const texts = sent.flatMap((frame) =>
      frame.type === 'tell' ? [`${frame.text} ${frame.anonymous}`] : [],
    );
    assert.deepEqual(texts, ['not me undefined', 'me? true', 'and me? true']);
    assert.deepEqual(
      room.privateMessages.map(({ anonymous }) => anonymous),
      [true, true, undefined],
    );
    room.disconnect();
    connect();
    assert.deepEqual(types(), ['lines', 'tell'], 'each hub has to say so');
  });

  it('learns that its message is published, without another notification, and that it isn’t', () => {
    const { connect, room } = scene();
    connect();
    const received: string[] = [];
    room.onDidReceive(({ id }) => received.push(id));
    const message = { student: 'm1', time: 7, author: 'm9', name: 'Hal', id: 'a', text: 'hi' };
    const told = { type: 'told', ...message } as const;
    const marks = () => room.privateMessages.map(({ published }) => published?.seq);
    // What the user missed isn't new.
    room.handle({ type: 'handled', id: 'i1' });
    room.handle(told);
    const published = { ...told, published: { seq: 4, time: 9 } };
    room.handle(published);
    room.handle(published);
    assert.deepEqual([received, marks()], [['a'], [4]]);
    room.handle(told);
    assert.deepEqual([received, marks()], [['a'], [undefined]], 'a new host’s log lacks it');
  });

  it('asks for everyone’s lines when it becomes a helper', () => {
    const { connect, room, sent } = scene();
    connect();
    const line = { student: 'm1', time: 7, author: 'm9', name: 'Hal', id: 'a', text: 'hi' };
    room.handle({ type: 'told', ...line });
    room.handle({ ...rules, helpers: ['m1'] });
    assert.deepEqual(sent.at(-1), { type: 'lines', id: 'i2', since: 0 });
  });

  it('orders the queue as its hub does, whatever the order of the changes', () => {
    const { connect, room } = scene();
    connect();
    const request = (member: string, asked: number, helped?: number) => ({
      ...{ member, name: member, id: 'a', topic: 't', asked, state: 'waiting' as const },
      ...(helped !== undefined && { helped }),
    });
    room.handle({ type: 'queue', all: true });
    room.handle({ type: 'queue', put: [request('m3', 30), request('m1', 10, 5)] });
    room.handle({
      type: 'queue',
      put: [request('m2', 20)],
      moved: [{ member: 'm3', state: 'paused' }],
    });
    const line = () => room.queue.map(({ member, state }) => `${member} ${state}`).join(', ');
    assert.equal(line(), 'm1 waiting, m2 waiting, m3 paused');
    room.handle({ ...rules, order: 'newcomers' });
    assert.equal(line(), 'm2 waiting, m3 paused, m1 waiting');
    room.handle({ type: 'queue', gone: ['m2'] });
    assert.equal(line(), 'm3 paused, m1 waiting');
  });
});
