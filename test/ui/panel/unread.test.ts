import assert from 'node:assert/strict';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { Unread } from '../../../src/ui/panel/unread';

let lastId = 0;

function messageEntry(own = false): LogEntry {
  lastId += 1;
  return {
    kind: 'message',
    id: `e${lastId}`,
    time: lastId,
    author: own ? 'self' : 'a',
    authorName: own ? 'self' : 'a',
    own,
    text: 'hi',
  };
}

function systemEntry(): LogEntry {
  lastId += 1;
  const event = { type: 'joined', name: 'a', self: false } as const;
  return { kind: 'system', id: `e${lastId}`, time: lastId, event };
}

describe('unread messages', () => {
  it('are others’ messages, not the user’s own or events', () => {
    const unread = new Unread();
    const first = messageEntry();
    assert.equal(unread.add(first), true);
    assert.equal(unread.add(messageEntry(true)), false);
    assert.equal(unread.add(systemEntry()), false);
    assert.equal(unread.add(messageEntry()), true);
    assert.equal(unread.count, 2);
    assert.equal(unread.first, first.id);
  });

  it('count once, however often a message grows', () => {
    const unread = new Unread();
    const growing = messageEntry();
    unread.add(growing);
    unread.add(messageEntry(true));
    assert.equal(unread.add({ ...growing, text: 'hi there' } as LogEntry), false);
    assert.equal(unread.count, 1);
  });

  it('don’t come back when a seen message grows', () => {
    const unread = new Unread();
    const growing = messageEntry();
    unread.add(growing);
    unread.seen(growing.id, growing.id);
    unread.add({ ...growing, text: 'hi there' } as LogEntry);
    assert.equal(unread.count, 0);
    assert.equal(unread.first, undefined);
  });

  it('don’t come back when an old message is edited, deleted or reacted to', () => {
    const unread = new Unread();
    const [a, b, c] = [messageEntry(), messageEntry(), messageEntry()];
    unread.reset([a]);
    unread.add(b);
    unread.add(c);
    unread.seen(b.id, c.id);
    for (const old of [a, b, c]) {
      assert.equal(unread.add({ ...old, text: 'edited', edited: true } as LogEntry), false);
      assert.equal(unread.add({ ...old, text: '', deleted: true } as LogEntry), false);
    }
    assert.equal(unread.count, 1);
    assert.equal(unread.first, c.id);
  });

  it('are seen up to the one on screen', () => {
    const unread = new Unread();
    const [a, b, c] = [messageEntry(), messageEntry(), messageEntry()];
    for (const entry of [a, b, c]) unread.add(entry);
    assert.equal(unread.seen(b.id, c.id), true);
    assert.equal(unread.count, 1);
    assert.equal(unread.first, c.id);
    assert.equal(unread.seen(a.id, c.id), false);
    assert.equal(unread.count, 1);
  });

  it('are all seen when the last entry was, whatever it is', () => {
    const unread = new Unread();
    unread.add(messageEntry());
    const last = systemEntry();
    unread.add(last);
    assert.equal(unread.seen(last.id, last.id), true);
    assert.equal(unread.count, 0);
  });

  it('are none in a log that replaces this one', () => {
    const unread = new Unread();
    unread.add(messageEntry());
    const restored = messageEntry();
    unread.reset([restored]);
    assert.equal(unread.count, 0);
    unread.add(restored);
    assert.equal(unread.count, 0, 'an old message that grows is no new one');
  });

  it('stay bounded in a flood', () => {
    const unread = new Unread();
    for (let i = 0; i < 50_000; i += 1) unread.add(messageEntry());
    assert.equal(unread.count, 10_000);
    assert.ok(unread.first);
  });

  it('count those that mention the user separately', () => {
    const unread = new Unread();
    const [a, b, c] = [messageEntry(), messageEntry(), messageEntry()];
    unread.add(a, true);
    unread.add(b);
    unread.add(c, true);
    assert.equal(unread.mentions, 2);
    unread.seen(a.id, c.id);
    assert.equal(unread.mentions, 1);
    unread.reset([a]);
    assert.equal(unread.mentions, 0);
  });

  it('count as mentions only while they mention the user', () => {
    const unread = new Unread();
    const [a, b] = [messageEntry(), messageEntry()];
    unread.add(a, true);
    unread.add(b);
    assert.equal(unread.amend(a, false), true);
    assert.deepEqual([unread.count, unread.mentions], [2, 0]);
    assert.equal(unread.amend(b, true), true);
    assert.equal(unread.amend(b, true), false);
    assert.equal(unread.mentions, 1);
    unread.seen(b.id, b.id);
    assert.equal(unread.amend(b, true), false, 'what was seen is no news');
    assert.deepEqual([unread.count, unread.mentions], [0, 0]);
  });

  it('exclude messages from before the user joined', () => {
    const unread = new Unread();
    const old = messageEntry();
    assert.equal(unread.pass(old), true);
    assert.equal(unread.add({ ...old, text: 'edited' } as LogEntry, true), false);
    assert.deepEqual([unread.count, unread.mentions, unread.first], [0, 0, undefined]);
  });

  it('start after what was seen before a reload', () => {
    const unread = new Unread();
    const entries = [
      messageEntry(),
      messageEntry(true),
      messageEntry(),
      systemEntry(),
      messageEntry(),
    ].map((entry, at) => ({
      ...entry,
      seq: at + 1,
    }));
    const [, , c, , e] = entries;
    unread.reset(
      entries,
      ({ seq = 0 }) => seq > 2,
      ({ id }) => id === e?.id,
    );
    assert.deepEqual([unread.count, unread.mentions, unread.first], [2, 1, c?.id]);
    assert.equal(unread.lastSeen(entries), 2);
    unread.seen(e?.id ?? '', e?.id);
    assert.equal(unread.lastSeen(entries), 5);
    assert.equal(unread.lastSeen([]), undefined);
  });
});
