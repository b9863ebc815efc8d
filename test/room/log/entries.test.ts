import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeEntry } from '../../../src/protocol/codec';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import { Entries } from '../../../src/room/log/entries';
import { longCode } from '../../helpers/cards';

function message(seq: number, text = `${seq}`): RoomEntry {
  return { type: 'message', seq, time: 0, author: 'm1', name: 'Bo', id: `i${seq}`, text };
}

function append(entries: Entries, entry: RoomEntry): void {
  entries.append(entry, encodeEntry(entry));
}

function entryOf(kind: string, seq: number, text: string): RoomEntry {
  const plain = message(seq, text) as Extract<RoomEntry, { type: 'message' }>;
  switch (kind) {
    case 'reply':
      return { ...plain, reply: 1 };
    case 'card':
      return { ...plain, card: longCode(20) };
    case 'renamed':
      return { type: 'renamed', seq, time: 0, member: 'm1', name: text, before: 'Bo' };
    case 'unknown':
      return { type: 'unknown', seq, json: JSON.stringify({ type: 'message-2', seq, text }) };
    default:
      return plain;
  }
}

describe('Entries', () => {
  it('are numbered without gaps, wherever they begin', () => {
    const none = new Entries({ maxEntries: 10 });
    assert.deepEqual([none.first, none.last], [1, 0]);
    const entries = new Entries({ maxEntries: 10, before: 41 });
    assert.deepEqual([entries.first, entries.last], [42, 41]);
    append(entries, message(42));
    assert.deepEqual([entries.first, entries.last], [42, 42]);
    assert.equal(entries.find(41), undefined);
    assert.equal(entries.find(43), undefined);
    assert.equal(entries.find(42)?.seq, 42);
  });

  it('keep the newest, report what is dropped a tenth of the log at a time, and can be found', () => {
    const kept: number[] = [];
    const entries = new Entries({ maxEntries: 100, onForget: (first) => kept.push(first) });
    for (let seq = 1; seq <= 1234; seq += 1) append(entries, message(seq));
    assert.deepEqual([entries.first, entries.last], [1135, 1234]);
    assert.deepEqual(
      kept,
      Array.from({ length: 103 }, (_, i) => 11 * i + 12),
    );
    assert.equal(entries.find(1134), undefined);
    for (const seq of [1135, 1200, 1234]) assert.equal(entries.find(seq)?.seq, seq);
  });

  it('bound the text they hold as well, in UTF-16 units', () => {
    const entries = new Entries({ maxEntries: 10_000 });
    for (let seq = 1; seq <= 300; seq += 1) append(entries, message(seq, '长'.repeat(32 * 1024)));
    assert.equal(entries.last - entries.first + 1, 256);
  });

  it('are found as they were, and nothing else is', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    const kind = fc.constantFrom('text', 'reply', 'card', 'renamed', 'unknown', 'lost');
    fc.assert(
      fc.property(fc.array(fc.tuple(kind, text), { minLength: 1, maxLength: 60 }), (steps) => {
        const entries = new Entries({ maxEntries: 20 });
        const added: RoomEntry[] = [];
        for (const [index, [kind, text]] of steps.entries()) {
          const seq = index + 1;
          if (kind === 'lost') {
            entries.skip(seq);
            continue;
          }
          const entry = entryOf(kind, seq, text);
          append(entries, entry);
          added.push(entry);
        }
        const kept = added.slice(-20);
        assert.deepEqual(entries.kept, kept);
        assert.deepEqual(
          [entries.first, entries.last],
          [kept[0]?.seq ?? steps.length + 1, steps.length],
        );
        for (let seq = 0; seq <= steps.length + 1; seq += 1) {
          assert.deepEqual(
            entries.find(seq),
            kept.find((entry) => entry.seq === seq),
          );
        }
      }),
    );
  });

  it('are read as lines from the first one that is kept', () => {
    const entries = new Entries({ maxEntries: 10 });
    assert.equal(entries.read(0, 100), undefined);
    for (let seq = 1; seq <= 25; seq += 1) append(entries, message(seq));
    const { first, last, bytes } = entries.read(3, 18) ?? assert.fail();
    const lines = [16, 17, 18].map((seq) => `${encodeEntry(message(seq))}\n`);
    assert.deepEqual([first, last, bytes.toString()], [16, 18, lines.join('')]);
  });

  it('bound the size of cards as well', () => {
    const entries = new Entries({ maxEntries: 10_000 });
    for (let seq = 1; seq <= 300; seq += 1) {
      const card = seq % 2 === 0 ? longCode(56 * 1024) : undefined;
      append(entries, { ...(message(seq) as object), ...(card && { card }) } as RoomEntry);
    }
    const kept = entries.last - entries.first + 1;
    assert.ok(kept > 280 && kept < 294, `${kept} kept`);
  });
});
