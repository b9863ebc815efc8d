import assert from 'node:assert/strict';
import type { LogEntry, MessageEntry } from '../../../src/room/log/log-entry';
import { ReplyIndex } from '../../../src/ui/messages/message-wording';

function said(id: string, text: string, answers?: string): MessageEntry {
  return {
    ...{ kind: 'message', id, time: 0, author: 'a', authorName: 'a', own: false, text },
    ...(answers !== undefined && { reply: { seq: 1, id: answers } }),
  };
}

describe('who quotes whom', () => {
  function setUp(...entries: readonly MessageEntry[]) {
    const log = new Map<string, LogEntry>(entries.map((entry) => [entry.id, entry]));
    const find = (id: string) => log.get(id);
    const index = new ReplyIndex(({ text }) => text);
    index.reset(entries, find);
    const take = (entry: MessageEntry) => {
      log.set(entry.id, entry);
      return index.update(entry, find);
    };
    return { log, take };
  }

  it('is known of answers old and new, once each', () => {
    const { take } = setUp(said('q', 'one'), said('a', 'x', 'q'));
    assert.deepEqual(take(said('b', 'y', 'q')), []);
    assert.deepEqual(take(said('b', 'y', 'q')), []);
    assert.deepEqual(take(said('q', 'two')), ['a', 'b']);
    assert.deepEqual(take(said('q', 'two')), []);
  });

  it('leaves alone what is quoted by nobody, or is not here', () => {
    const { take } = setUp(said('q', 'one'), said('a', 'x', 'gone'));
    assert.deepEqual(take(said('q', 'two')), []);
    assert.deepEqual(take(said('gone', 'back')), []);
  });

  it('forgets what the log forgets', () => {
    const { log, take } = setUp(said('q', 'one'));
    for (let i = 0; i < 25_000; i += 1) {
      take(said(`a${i}`, 'x', 'q'));
      log.delete(`a${i - 10}`);
    }
    assert.ok(take(said('q', 'two')).length <= 15_000);
  });
});
