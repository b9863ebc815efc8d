import assert from 'node:assert/strict';
import type { LogEntry, MessageEntry } from '../../../src/room/log/log-entry';
import { ReplyIndex } from '../../../src/ui/panel/message-wording';

function messageEntry(id: string, text: string, replyTo?: string): MessageEntry {
  return {
    ...{ kind: 'message', id, time: 0, author: 'a', authorName: 'a', own: false, text },
    ...(replyTo !== undefined && { reply: { seq: 1, id: replyTo } }),
  };
}

describe('the index of replies', () => {
  function setUp(...entries: readonly MessageEntry[]) {
    const log = new Map<string, LogEntry>(entries.map((entry) => [entry.id, entry]));
    const find = (id: string) => log.get(id);
    const index = new ReplyIndex(({ text }) => text);
    index.reset(entries, find);
    const update = (entry: MessageEntry) => {
      log.set(entry.id, entry);
      return index.update(entry, find);
    };
    return { log, update };
  }

  it('finds replies old and new, once each', () => {
    const { update } = setUp(messageEntry('q', 'one'), messageEntry('a', 'x', 'q'));
    assert.deepEqual(update(messageEntry('b', 'y', 'q')), []);
    assert.deepEqual(update(messageEntry('b', 'y', 'q')), []);
    assert.deepEqual(update(messageEntry('q', 'two')), ['a', 'b']);
    assert.deepEqual(update(messageEntry('q', 'two')), []);
  });

  it('finds none for a message that no one quotes or that was missing', () => {
    const { update } = setUp(messageEntry('q', 'one'), messageEntry('a', 'x', 'gone'));
    assert.deepEqual(update(messageEntry('q', 'two')), []);
    assert.deepEqual(update(messageEntry('gone', 'back')), []);
  });

  it('forgets messages that the log drops', () => {
    const { log, update } = setUp(messageEntry('q', 'one'));
    for (let i = 0; i < 25_000; i += 1) {
      update(messageEntry(`a${i}`, 'x', 'q'));
      log.delete(`a${i - 10}`);
    }
    assert.ok(update(messageEntry('q', 'two')).length <= 15_000);
  });
});
