import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFrame } from '../../src/net/deskmate/encode';
import type { JournalRecord } from '../../src/room/journal';
import { restoreGuest } from '../../src/room/restored-guest';
import { restoreHosted } from '../../src/room/restored-room';
import { mostLine, readJournal } from '../../src/store/journal-reader';
import { KeptRecords } from '../../src/store/kept-records';
import { codeCard } from '../helpers/cards';
import {
  guestHeader,
  guestRecords,
  hostHeader,
  hostRecords,
  joined,
  message,
} from '../helpers/journal-records';
import { temporaryFolder } from '../helpers/temporary-folder';

type Part = JournalRecord | string | Buffer;

describe('readJournal', () => {
  const folder = temporaryFolder();

  function write(...parts: readonly Part[]): string {
    const path = join(folder(), 'journal');
    const isBytes = (part: unknown) => typeof part === 'string' || Buffer.isBuffer(part);
    const bytes = parts.map((part) =>
      isBytes(part) ? Buffer.from(part as string) : encodeFrame(part as object),
    );
    writeFileSync(path, Buffer.concat(bytes));
    return path;
  }

  const read = (...parts: readonly Part[]) => readJournal(write(...parts))?.records ?? [];
  const seqs = (records: readonly JournalRecord[]) =>
    records.flatMap((record) => ('seq' in record ? [record.seq] : []));

  /** What records give back, without the header: that may be newer than it was written. */
  function room(records: readonly JournalRecord[]): unknown {
    const { header: _, ...guest } = restoreGuest(records) ?? {};
    return records[0]?.type === 'hosted' ? restoreHosted(records)?.restored : guest;
  }

  it('gives back the room that was kept', () => {
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
    const kept = read(hostHeader, ...(newer as unknown as JournalRecord[])).slice(1);
    assert.deepEqual(
      kept.map((record) => record.type === 'message' && [record.seq, record.card, record.reply]),
      [
        [1, undefined, undefined],
        [2, undefined, undefined],
        [3, codeCard, 1],
      ],
    );
  });

  it('reads every truncation as far as its lines are whole', () => {
    for (const records of [hostRecords, guestRecords]) {
      const lines = records.map((record) => encodeFrame(record));
      const bytes = Buffer.concat(lines);
      for (let length = 0; length <= bytes.length; length += 1) {
        let whole = 0;
        let end = 0;
        while (whole < lines.length && end + (lines[whole]?.length ?? 0) <= length) {
          end += lines[whole]?.length ?? 0;
          whole += 1;
        }
        const kept = readJournal(write(bytes.subarray(0, length)));
        assert.equal(kept !== undefined, whole > 0, `${length} bytes`);
        if (!kept) continue;
        assert.equal(kept.end, end);
        assert.equal(kept.size, length);
        const until = records.slice(0, whole);
        assert.deepEqual(room(kept.records), room(until), `${length} bytes`);
      }
    }
  });

  it('passes over lines that make no sense', () => {
    const lines = [
      '\n',
      '\0\0\0\0\n',
      'null\n[]\n"x"\n1\n{}\n{"type":1}\n',
      '{"type":"message","seq":"2"}\n',
      '{"type":"message","seq":-1,"time":0,"author":"m1","name":"","id":"a","text":"x"}\n',
      '{"type":"constructor"}\n{"type":"__proto__"}\n{"type":"from-a-newer-version"}\n',
      '{"type":"hosted","version":2}\n',
      Buffer.from([0xff, 0xfe, 0x0a]),
      `{"type":"unqueued","id":"${'x'.repeat(mostLine)}"}\n`,
      `${'['.repeat(50_000)}\n`,
    ];
    for (const line of lines) {
      assert.deepEqual(seqs(read(hostHeader, message(1), line, message(2))), [1, 2]);
    }
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

  it('keeps the newest entries, and who is in the room since before', () => {
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

  it('keeps no more bytes of entries than it may', () => {
    const limits = { entries: 100, bytes: 5000, members: 100 };
    const entries = Array.from({ length: 60 }, (_, index) => message(index + 1, 'x'.repeat(1000)));
    const kept = seqs(readJournal(write(guestHeader, ...entries), limits)?.records ?? []);
    assert.deepEqual(kept, [57, 58, 59, 60]);
  });

  it('holds a bounded number of records of a journal without end', () => {
    const limits = { entries: 10, bytes: 10_000, members: 5 };
    const kept = new KeptRecords(limits);
    kept.take(hostHeader, 100);
    for (let seq = 1; seq <= 1000; seq += 1) {
      kept.take(joined(seq, `m${seq}`, 'x'), 100);
      kept.take({ type: 'door', change: { type: 'key', member: `m${seq}`, hash: 'h' } }, 100);
      kept.take({ type: 'queued', request: { type: 'say', id: `q${seq}`, text: 'x' } }, 100);
      kept.take({ type: 'unqueued', id: `q${seq}` }, 100);
    }
    assert.equal(kept.records()?.length, 1 + 5 + 10 + 5);
  });

  it('holds few huge entries of a long journal while it reads', () => {
    const kept = new KeptRecords({ entries: 1000, bytes: 10_000, members: 5 });
    kept.take(guestHeader, 100);
    for (let seq = 1; seq <= 1000; seq += 1) {
      kept.take(message(seq), 1000);
      assert.ok(kept.bytes < 25_000, `${kept.bytes} bytes`);
    }
  });

  it('knows a guest by its newest name, though its header is older or newer', () => {
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
