import assert from 'node:assert/strict';
import type { MessageEntry } from '../../src/room/log-entry';
import { type LogChange, logLimit, type NewEntry, RoomLog } from '../../src/room/room-log';

function message(text: string): NewEntry {
  return { kind: 'message', time: 0, author: 'a', authorName: 'a', own: false, text };
}

const texts = (log: RoomLog) => log.entries.map((entry) => (entry as MessageEntry).text);

describe('RoomLog', () => {
  it('names entries and tells of each', () => {
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

  it('begins anew with other entries, under ids never used before', () => {
    const log = new RoomLog();
    const old = log.add(message('old'));
    log.reset([message('new')]);
    assert.deepEqual(texts(log), ['new']);
    assert.notEqual(log.entries[0]?.id, old);
  });
});
