import assert from 'node:assert/strict';
import type { LogEntry, MessageEntry } from '../../../src/room/log/log-entry';
import { type LogChange, logLimit, type NewEntry, RoomLog } from '../../../src/room/log/room-log';
import { longCode } from '../../helpers/cards';
import { assertLinear } from '../../helpers/cpu-time';

function message(text: string): NewEntry {
  return { kind: 'message', time: 0, author: 'a', authorName: 'a', own: false, text };
}

const texts = (log: RoomLog) => log.entries.map((entry) => (entry as MessageEntry).text);

describe('RoomLog', () => {
  it('gives entries ids and reports each', () => {
    const log = new RoomLog();
    const changes: LogChange[] = [];
    log.onDidChange((change) => changes.push(change));
    const ids = ['one', 'two'].map((text) => log.add(message(text)));
    assert.equal(new Set(ids).size, 2);
    assert.deepEqual(
      changes.map((change) => change.type === 'entry' && change.entry),
      log.entries,
    );
  });

  it('keeps the newest, and knows their ids after the oldest are gone', () => {
    const log = new RoomLog();
    const ids = Array.from({ length: logLimit + 2500 }, (_, i) => log.add(message(`${i}`)));
    assert.equal(log.entries.length, logLimit);
    assert.equal(texts(log)[0], '2500');
    log.amend(ids[2500] as string, (entry) => ({ ...(entry as MessageEntry), text: 'changed' }));
    assert.equal(texts(log)[0], 'changed');
    log.amend(ids[2499] as string, () => assert.fail('an entry that is gone is not changed'));
    log.amend(ids.at(-1) as string, (entry) => ({ ...(entry as MessageEntry), text: 'last' }));
    assert.equal(texts(log).at(-1), 'last');
  });

  it('bounds the text it keeps as well', () => {
    const log = new RoomLog();
    for (let i = 0; i < 200; i += 1) log.add(message('x'.repeat(64 * 1024)));
    const kept = texts(log).join('').length;
    assert.ok(kept <= 8 * 1024 * 1024 && kept > 7 * 1024 * 1024, `${kept} characters`);
  });

  it('bounds edited texts as well', () => {
    const log = new RoomLog();
    const ids = Array.from({ length: 500 }, (_, i) => log.add(message(`${i}`)));
    const long = 'x'.repeat(32 * 1024);
    for (const id of ids) log.amend(id, (entry) => ({ ...(entry as MessageEntry), text: long }));
    const kept = texts(log).join('').length;
    assert.ok(kept <= 8 * 1024 * 1024 && kept > 7 * 1024 * 1024, `${kept} characters`);
    assert.equal(texts(log).at(-1), long);
  });

  it('bounds the size of cards as well', () => {
    const log = new RoomLog();
    const add = (entry: object) => log.add({ ...message('card'), ...entry } as NewEntry);
    for (let i = 0; i < 400; i += 1) add({ card: longCode(50 * 1024) });
    assert.ok(log.entries.length < 170 && log.entries.length > 140, `${log.entries.length} kept`);
    // Removing a card frees space.
    const id = log.entries.at(-1)?.id as string;
    const before = log.entries.length;
    log.amend(id, (entry) => {
      const { card: _, ...rest } = entry as MessageEntry;
      return rest;
    });
    add({ card: longCode(50 * 1024) });
    assert.equal(log.entries.length, before + 1);
  });

  it('removes the target’s id from replies when it is no longer kept, and reports it', () => {
    const log = new RoomLog();
    const target = log.add(message('question'));
    const replies = ['one', 'two'].map((text) =>
      log.add({ ...message(text), reply: { seq: 7, id: target } } as NewEntry),
    );
    const other = log.add({ ...message('other'), reply: { seq: 8, id: replies[0] } } as NewEntry);
    const told: LogChange[] = [];
    for (let i = 4; i < logLimit; i += 1) log.add(message(`${i}`));
    const reply = (id: string | undefined) => (log.find(id ?? '') as MessageEntry).reply;
    assert.deepEqual(reply(replies[0]), { seq: 7, id: target }, 'it is still there');
    log.onDidChange((change) => told.push(change));
    const last = log.add({ ...message('last'), reply: { seq: 7, id: target } } as NewEntry);
    assert.equal(log.find(target), undefined);
    for (const id of [...replies, last]) assert.deepEqual(reply(id), { seq: 7 });
    assert.deepEqual(reply(other), { seq: 8, id: replies[0] });
    const ids = told.map((change) => change.type === 'entry' && change.entry.id);
    assert.deepEqual(ids, [last, ...replies, last]);
    const shown = told.at(-1);
    assert.ok(shown?.type === 'entry' && shown.entry.kind === 'message');
    assert.deepEqual(shown.entry.reply, { seq: 7 });
  });

  it('replaces all entries, under ids never used before', () => {
    const log = new RoomLog();
    const old = log.add(message('old'));
    log.reset([message('new')]);
    assert.deepEqual(texts(log), ['new']);
    assert.notEqual(log.entries[0]?.id, old);
  });

  describe('with queued entries', () => {
    const queued = (text: string): NewEntry => ({
      ...(message(text) as Omit<MessageEntry, 'id'>),
      delivery: 'queued',
    });
    const numbered =
      (seq: number) =>
      (entry: LogEntry): LogEntry => ({ ...(entry as MessageEntry), seq, delivery: 'hub' });
    const unsent = (entry: LogEntry): LogEntry => ({
      ...(entry as MessageEntry),
      delivery: 'unsent',
    });

    function setUp() {
      const log = new RoomLog();
      const changes: LogChange[] = [];
      log.onDidChange((change) => changes.push(change));
      const queue = (text: string) => log.add(queued(text), { queued: true });
      const receive = (text: string) => log.add(message(text), { beforeQueued: true });
      return { log, changes, queue, receive };
    }

    it('inserts what comes meanwhile before them, and reports where', () => {
      const { log, changes, queue, receive } = setUp();
      receive('1');
      const a = queue('a');
      queue('b');
      receive('2');
      assert.deepEqual(texts(log), ['1', '2', 'a', 'b']);
      assert.deepEqual(
        changes.map((change) => change.type === 'entry' && change.before),
        [undefined, undefined, undefined, a],
      );
    });

    it('leaves a numbered entry where it is, and adds later ones after it', () => {
      const { log, queue, receive } = setUp();
      const a = queue('a');
      const b = queue('b');
      receive('1');
      log.amend(a, numbered(2));
      receive('3');
      assert.deepEqual(texts(log), ['1', 'a', '3', 'b']);
      log.amend(b, numbered(4));
      receive('5');
      assert.deepEqual(texts(log), ['1', 'a', '3', 'b', '5']);
    });

    it('keeps the order of numbers if one was skipped, refused, or numbered out of order', () => {
      const { log, queue, receive } = setUp();
      const [a, b, c] = ['a', 'b', 'c'].map(queue) as [string, string, string];
      log.amend(b, unsent);
      receive('1');
      assert.deepEqual(texts(log), ['1', 'a', 'b', 'c']);
      log.amend(a, numbered(2));
      receive('3');
      assert.deepEqual(texts(log), ['1', 'a', 'b', '3', 'c']);
      log.amend(c, numbered(4));
      const [d, e] = ['d', 'e'].map(queue) as [string, string];
      log.amend(e, numbered(5));
      receive('6');
      assert.deepEqual(texts(log).slice(4), ['c', 'd', 'e', '6']);
      log.amend(d, unsent);
      assert.deepEqual(texts(log).slice(4), ['c', 'd', 'e', '6']);
    });

    it('adds plain entries at the very end', () => {
      const { log, queue, receive } = setUp();
      const a = queue('a');
      log.add(message('note'));
      receive('1');
      assert.deepEqual(texts(log), ['1', 'a', 'note']);
      log.amend(a, numbered(2));
      receive('3');
      assert.deepEqual(texts(log), ['1', 'a', 'note', '3']);
    });

    it('is as fast with a thousand of them and ten thousand others', () => {
      // Moving all queued entries for each new one would be quadratic.
      assertLinear((waiting) => {
        const { log, queue, receive } = setUp();
        const ids = Array.from({ length: waiting }, (_, i) => queue(`${i}`));
        for (let i = 0; i < 100 * waiting; i += 1) receive('x');
        assert.equal(log.entries.length, logLimit);
        for (const [i, id] of ids.entries()) log.amend(id, numbered(i));
        assert.deepEqual(
          texts(log).slice(-waiting),
          ids.map((_, i) => `${i}`),
        );
      }, 250);
    });

    it('replaces many entries as one change', () => {
      const { log, changes, queue } = setUp();
      const result = log.refill(() => {
        log.add(message('kept'));
        return queue('a');
      });
      assert.deepEqual(changes, [{ type: 'reset', isSameRoom: false }]);
      assert.deepEqual(texts(log), ['kept', 'a']);
      log.amend(result, numbered(1));
      assert.equal(changes.length, 2);
    });
  });

  it('knows the newest entry without copying all', () => {
    const log = new RoomLog();
    assert.equal(log.newest, undefined);
    const note = { kind: 'system', time: 0, event: { type: 'away' } } as const;
    for (let count = 0; count < 3; count += 1) {
      log.add(note, { queued: count === 1, beforeQueued: count === 2 });
      assert.equal(log.newest, log.entries.at(-1));
    }
  });
});
