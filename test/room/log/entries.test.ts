import assert from 'node:assert/strict';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import { Entries } from '../../../src/room/log/entries';
import { longCode } from '../../helpers/cards';

function message(seq: number, text = `${seq}`): RoomEntry {
  return { type: 'message', seq, time: 0, author: 'm1', name: 'Bo', id: `i${seq}`, text };
}

describe('Entries', () => {
  it('are numbered without gaps, wherever they begin', () => {
    const none = new Entries({ maxEntries: 10 });
    assert.deepEqual([none.first, none.last], [1, 0]);
    const entries = new Entries({ maxEntries: 10, before: 41 });
    assert.deepEqual([entries.first, entries.last], [42, 41]);
    entries.append(message(42));
    assert.deepEqual([entries.first, entries.last], [42, 42]);
    assert.equal(entries.find(41), undefined);
    assert.equal(entries.find(43), undefined);
    assert.equal(entries.find(42)?.seq, 42);
  });

  it('keep the newest, report what is dropped a tenth of the log at a time, and can be found', () => {
    const kept: number[] = [];
    const entries = new Entries({ maxEntries: 100, onForget: (first) => kept.push(first) });
    for (let seq = 1; seq <= 1234; seq += 1) entries.append(message(seq));
    assert.deepEqual([entries.first, entries.last], [1135, 1234]);
    assert.deepEqual(
      kept,
      Array.from({ length: 103 }, (_, i) => 11 * i + 12),
    );
    assert.equal(entries.find(1134), undefined);
    for (const seq of [1135, 1200, 1234]) assert.equal(entries.find(seq)?.seq, seq);
  });

  it('bound the text they hold as well', () => {
    const entries = new Entries({ maxEntries: 10_000 });
    for (let seq = 1; seq <= 300; seq += 1) entries.append(message(seq, 'x'.repeat(32 * 1024)));
    assert.equal(entries.last - entries.first + 1, 256);
  });

  it('bound the size of cards as well', () => {
    const entries = new Entries({ maxEntries: 10_000 });
    for (let seq = 1; seq <= 300; seq += 1) {
      const card = seq % 2 === 0 ? longCode(56 * 1024) : undefined;
      entries.append({ ...(message(seq) as object), ...(card && { card }) } as RoomEntry);
    }
    const kept = entries.last - entries.first + 1;
    assert.ok(kept > 280 && kept < 294, `${kept} kept`);
  });
});
