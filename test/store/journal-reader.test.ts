import assert from 'node:assert/strict';
import { restoreGuest } from '../../src/room/guest/restored-guest';
import { restoreHosted } from '../../src/room/host/restored-room';
import type { JournalRecord } from '../../src/room/log/journal';
import { codeCard } from '../helpers/cards';
import {
  guestHeader,
  guestRecords,
  hostHeader,
  hostRecords,
  joined,
  message,
} from '../helpers/journal-records';
import { readJournal, room, seqs, useJournal } from './journal-reading';

describe('readJournal', () => {
  const { write, read } = useJournal();

  it('restores the stored room', () => {
    for (const records of [hostRecords, guestRecords]) {
      const kept = read(...records);
      assert.deepEqual(room(kept), room(records));
    }
  });

  it('keeps a message whose card a newer version wrote, without the card', () => {
    const newer = [
      { ...message(1), card: { type: 'sketch', strokes: [] } },
      { ...message(2), card: { ...codeCard, endLine: 1 } },
      { ...message(3), card: codeCard, reply: 1 },
    ];
    const kept = read(hostHeader, ...(newer as unknown as JournalRecord[]));
    assert.deepEqual(
      kept.flatMap((record) =>
        record.type === 'message' ? [[record.seq, record.card, record.reply]] : [],
      ),
      [
        [1, undefined, undefined],
        [2, undefined, undefined],
        [3, codeCard, 1],
      ],
    );
  });

  it('reads what an older version wrote without checksums, and continues after it', () => {
    for (const records of [hostRecords, guestRecords]) {
      const old = records.map((record) => `${JSON.stringify(record)}\n`);
      const kept = readJournal(write(...old));
      assert.deepEqual(room(kept?.records ?? []), room(records));
      assert.equal(kept?.needsRewrite, true);
      const longer = read(...old, message(10));
      assert.equal(seqs(longer).at(-1), 10);
    }
    const old = (record: JournalRecord) => `${JSON.stringify(record)}\n`;
    // Between lines with checksums, a line without one is damaged.
    assert.deepEqual(seqs(read(hostHeader, message(1), old(message(2)), message(3))), [1, 3]);
  });

  it('knows who was in the room before the entries that an older version kept', () => {
    const kept = read(hostHeader, joined(3, 'm1', 'Bob'), joined(7, 'm2', 'Cyd'), message(500));
    assert.deepEqual(seqs(kept), [500]);
    const { members, entries, damaged } = restoreHosted(kept)?.restored ?? {};
    assert.deepEqual(
      members,
      [
        { id: 'm2', name: 'Cyd' },
        { id: 'm1', name: 'Bob' },
      ].toSorted((a, b) => a.id.localeCompare(b.id)),
    );
    assert.deepEqual([entries?.length, damaged], [1, []]);
  });

  it('keeps the openings that its entries belong to', () => {
    const opening = (number: number, after: number) =>
      ({ type: 'opening', term: 1, opening: number, after }) as const;
    const records = [
      hostHeader,
      opening(1, 0),
      ...[1, 2, 3].map((seq) => message(seq)),
      opening(2, 3),
      opening(3, 3),
      ...[4, 5].map((seq) => message(seq)),
      opening(4, 5),
    ];
    const kept = (entries: number) =>
      (readJournal(write(...records), { entries, bytes: 1e6, members: 10 })?.records ?? []).flatMap(
        (record) => (record.type === 'opening' ? [record.opening] : []),
      );
    assert.deepEqual(kept(100), [1, 3, 4]);
    // A member who was away for long may hold the last entry of an older epoch.
    assert.deepEqual(kept(2), [1, 3, 4]);
    assert.deepEqual(kept(5), [1, 3, 4]);
  });

  it('reads lines longer than a chunk, wherever they are cut', () => {
    for (const length of [60_000, 65_400, 65_536, 70_000, 100_000]) {
      const door = { ...hostHeader.door, keys: [{ member: 'm1', hash: 'h' }] };
      const filler = `{"x":"${'y'.repeat(length)}"}\n`;
      const kept = read(filler, { ...hostHeader, door }, message(1), filler, message(2));
      assert.deepEqual(seqs(kept), [1, 2], `${length}`);
    }
  });

  it('knows nothing without a header', () => {
    assert.equal(readJournal(write(message(1))), undefined);
    assert.equal(readJournal(write('')), undefined);
    assert.equal(readJournal(write('{"type":"hosted"}\n', message(1))), undefined);
  });

  it('keeps the newest entries, and earlier members', () => {
    const records: JournalRecord[] = [
      hostHeader,
      { type: 'door', change: { type: 'key', member: 'm1', hash: 'h1' } },
      joined(1, 'm1', 'Bob'),
      joined(2, 'm2', 'Cyd'),
      { type: 'renamed', seq: 3, time: 3, member: 'm0', name: 'Anna', before: 'Ann' },
      { type: 'left', seq: 4, time: 4, member: 'm2', name: 'Cyd', why: 'left' },
    ];
    for (let seq = 5; seq <= 50; seq += 1) records.push(message(seq, `${seq}`, 'm0'));
    const limits = { entries: 10, bytes: 1_000_000, members: 100 };
    const kept = readJournal(write(...records), limits)?.records ?? [];
    assert.equal(kept.filter(({ type }) => type === 'message').length, 10);
    const [all, part] = [restoreHosted(records), restoreHosted(kept)].map((room) => room?.restored);
    assert.deepEqual(part?.entries, all?.entries.slice(-10));
    const { entries: _, ...expected } = all ?? {};
    const { entries: __, ...given } = part ?? {};
    assert.deepEqual(given, expected);
  });

  it('bounds the bytes of entries', () => {
    const limits = { entries: 100, bytes: 5000, members: 100 };
    const entries = Array.from({ length: 60 }, (_, index) => message(index + 1, 'x'.repeat(1000)));
    const kept = seqs(readJournal(write(guestHeader, ...entries), limits)?.records ?? []);
    assert.deepEqual(kept, [57, 58, 59, 60]);
  });

  it('uses a guest’s newest name, whether its header is older or newer', () => {
    const renamed: JournalRecord = {
      type: 'renamed',
      seq: 2,
      time: 2,
      member: 'm1',
      name: 'Bea',
      before: 'Bob',
    };
    const again = { ...guestHeader, self: { id: 'm1', name: 'Cyd' } };
    for (const records of [
      [guestHeader, message(1), renamed],
      [guestHeader, message(1), renamed, again],
      [guestHeader, message(1), again, renamed],
    ]) {
      assert.deepEqual(restoreGuest(read(...records))?.self, restoreGuest(records)?.self);
    }
  });
});
