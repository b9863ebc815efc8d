import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { restoreHosted } from '../../src/room/host/restored-room';
import { Epochs } from '../../src/room/log/epochs';
import { HeldLog } from '../../src/room/log/held-log';
import type { JournalRecord } from '../../src/room/log/journal';
import { restoreGuest } from '../../src/room/log/restored-guest';
import { nodeFileSystem } from '../../src/store/file-system';
import { encodeLine } from '../../src/store/journal-line';
import { maxRecordBytes, readJournal as readFrom } from '../../src/store/journal-reader';
import { type KeptLimits, KeptRecords } from '../../src/store/kept-records';
import { codeCard } from '../helpers/cards';
import {
  guestHeader,
  guestRecords,
  hostHeader,
  hostRecords,
  joined,
  message,
} from '../helpers/journal-records';
import { MemoryDisk } from '../helpers/memory-disk';
import { seededRandom } from '../helpers/seeded-random';
import { temporaryFolder } from '../helpers/temporary-folder';

const readJournal = (path: string, limits?: KeptLimits) => readFrom(nodeFileSystem, path, limits);

type Part = JournalRecord | string | Buffer;

describe('readJournal', () => {
  const folder = temporaryFolder();

  function write(...parts: readonly Part[]): string {
    const path = join(folder(), 'journal');
    const isBytes = (part: unknown) => typeof part === 'string' || Buffer.isBuffer(part);
    const bytes = parts.map((part) =>
      isBytes(part) ? Buffer.from(part as string) : encodeLine(part as JournalRecord),
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

  /** A journal with some of everything, where its lines end, and which records they hold. */
  function journal(records: readonly JournalRecord[]) {
    const lines = records.flatMap((record, index) =>
      encodeLine(record)
        .toString()
        .split('\n')
        .slice(0, -1)
        .map((line) => ({ index, bytes: Buffer.from(`${line}\n`) })),
    );
    let end = 0;
    const ends = lines.map(({ bytes }) => {
      end += bytes.length;
      return end;
    });
    return { bytes: Buffer.concat(lines.map(({ bytes }) => bytes)), lines, ends };
  }

  const disk = new MemoryDisk();
  function readBytes(bytes: Buffer) {
    disk.put('/journal', bytes);
    return readFrom(disk, '/journal');
  }

  it('reads every truncation as far as its records are whole', () => {
    for (const records of [hostRecords, guestRecords]) {
      const { bytes, lines, ends } = journal(records);
      for (let length = 0; length <= bytes.length; length += 1) {
        // The line feed may be missing.
        const whole = ends.filter((end) => end - 1 <= length).length;
        const count = whole === 0 ? 0 : (lines[whole - 1]?.index ?? 0) + 1;
        const kept = readBytes(bytes.subarray(0, length));
        assert.equal(kept !== undefined, whole > 0, `${length} bytes`);
        if (!kept) continue;
        assert.equal(kept.end, Math.min(length, ends[whole - 1] ?? 0));
        assert.equal(kept.open, kept.end === (ends[whole - 1] ?? 0) - 1);
        assert.deepEqual(room(kept.records), room(records.slice(0, count)), `${length} bytes`);
      }
    }
  });

  it('loses to a damaged byte, wherever it is, at most the entry or request it is in', () => {
    const random = seededRandom(11);
    const damages: readonly ((byte: number) => number)[] = [
      (byte) => byte ^ (1 << Math.floor(random() * 8)),
      () => 0,
      (byte) => (byte === 0x0a ? 0x09 : 0x0a),
      (byte) => (byte === 0x09 ? 0x20 : 0x09),
    ];
    for (const records of [hostRecords, guestRecords]) {
      const { bytes, lines, ends } = journal(records);
      for (let at = 0; at < bytes.length; at += 1) {
        const { index } = lines[ends.findIndex((end) => end > at)] ?? { index: -1 };
        for (const damage of damages) {
          const damaged = Buffer.from(bytes);
          damaged[at] = damage(bytes[at] ?? 0);
          const kept = readBytes(damaged);
          assert.ok(kept, `byte ${at}`);
          const without = records.flatMap((record, other): JournalRecord[] => {
            if (other !== index) return [record];
            return 'seq' in record ? [{ type: 'damaged', from: record.seq, to: record.seq }] : [];
          });
          const given = comparable(kept.records);
          // What says the same twice loses nothing; a damaged line feed costs nothing, either.
          if (!isDeepStrictEqual(given, comparable(records))) {
            assert.ok(!isRepeated(records[index]), `byte ${at}`);
            assert.deepEqual(given, comparable(without), `byte ${at}`);
          }
          assert.ok(kept.worn || damaged.equals(bytes), `byte ${at}`);
        }
      }
    }
  });

  const isRepeated = (record: JournalRecord | undefined) =>
    record?.type === 'hosted' || record?.type === 'guest' || record?.type === 'door';

  /** What a room gives back but for what tells of the damage itself. */
  function comparable(records: readonly JournalRecord[]): unknown {
    const { damaged: _, last: __, held, ...rest } = room(records) as Record<string, unknown>;
    return { ...rest, ...(held instanceof HeldLog && { entries: held.entries }) };
  }

  it('keeps what is on both sides of damaged lines, and says which numbers are between', () => {
    const entries = [1, 2, 3, 4, 5, 6].map((seq) => message(seq));
    const damage = (line: Buffer) => Buffer.from(line).fill(0x78, 3, 6);
    const parts = (...damaged: readonly number[]) =>
      entries.map((entry) =>
        damaged.includes(entry.seq as number) ? damage(encodeLine(entry)) : entry,
      );
    const holes = (header: JournalRecord, ...damaged: readonly number[]) =>
      read(header, ...(parts(...damaged) as Part[])).filter(({ type }) => type === 'damaged');
    for (const header of [hostHeader, guestHeader]) {
      assert.deepEqual(holes(header, 2, 3, 5), [
        { type: 'damaged', from: 2, to: 3 },
        { type: 'damaged', from: 5, to: 5 },
      ]);
    }
    // Members may hold the last ones: a host gives their numbers to nothing else.
    assert.deepEqual(holes(hostHeader, 5, 6), [{ type: 'damaged', from: 5, to: 6 }]);
    // A guest asks for the last ones again.
    assert.deepEqual(holes(guestHeader, 5, 6), []);
  });

  it('gives the same room when it is written anew, with its holes', () => {
    const line = encodeLine(message(3)).fill(0x78, 3, 6);
    for (const header of [hostHeader, guestHeader]) {
      const once = read(header, message(1), message(2), line, message(4), line);
      assert.deepEqual(room(read(...once)), room(once));
    }
  });

  it('reads what an older version wrote, without checksums, and goes on behind it', () => {
    for (const records of [hostRecords, guestRecords]) {
      const old = records.map((record) => `${JSON.stringify(record)}\n`);
      const kept = readJournal(write(...old));
      assert.deepEqual(room(kept?.records ?? []), room(records));
      assert.equal(kept?.worn, true);
      const longer = read(...old, message(10));
      assert.equal(seqs(longer).at(-1), 10);
    }
    const old = (record: JournalRecord) => `${JSON.stringify(record)}\n`;
    // Between lines with checksums, one without is what damage made of it.
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
    // Who was away for long may hold the last entry of an older one.
    assert.deepEqual(kept(2), [1, 3, 4]);
    assert.deepEqual(kept(5), [1, 3, 4]);
  });

  it('takes no entry for one of the epoch before, however much around an opening is damaged', () => {
    const opening = (number: number, after: number) =>
      ({ type: 'opening', term: 1, opening: number, after }) as const;
    const parts = [
      hostHeader,
      opening(1000, 0),
      ...[1, 2, 3].map((seq) => message(seq)),
      opening(2000, 3),
      ...[4, 5, 6].map((seq) => message(seq)),
    ];
    const bytes = Buffer.concat(parts.map((part) => encodeLine(part)));
    const first = encodeLine(hostHeader).length + encodeLine(opening(1000, 0)).length;
    let unknown = 0;
    const check = (damaged: Buffer, what: string) => {
      const { restored } = restoreHosted(readBytes(damaged)?.records ?? []) ?? {};
      assert.ok(restored, what);
      const epochs = new Epochs(restored.openings);
      for (const { seq } of restored.entries) {
        const found = epochs.at(seq).opening;
        if (seq > 3) assert.notEqual(found, 1000, `${what}: ${seq}`);
        if (seq > 3 && found !== 2000) unknown += 1;
      }
    };
    for (let at = first; at < bytes.length; at += 3) {
      for (const length of [1, 80, 200, 512]) {
        for (const wiped of [0x00, 0xff]) {
          check(
            Buffer.from(bytes).fill(wiped, at, Math.min(at + length, bytes.length)),
            `${length} from ${at}`,
          );
        }
      }
    }
    assert.ok(unknown > 0);
    // A damaged header before a log whose beginning is no longer kept leaves no doubt.
    const late = [hostHeader, opening(1000, 400), message(500), message(501)];
    const trimmed = Buffer.concat(late.map((part) => encodeLine(part)));
    trimmed[20] = 0x4d;
    assert.deepEqual(
      restoreHosted(readBytes(trimmed)?.records ?? [])?.restored.openings.map((one) => one.opening),
      [1000],
    );
    // Nor does one damaged line of another record.
    const text = Buffer.from(bytes);
    text[bytes.indexOf('message 2')] = 0x4d;
    check(text, 'a letter');
    const kept = restoreHosted(readBytes(text)?.records ?? [])?.restored.openings;
    assert.deepEqual(
      kept?.map((one) => one.opening),
      [1000, 2000],
    );
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
      `{"type":"unqueued","id":"${'x'.repeat(maxRecordBytes)}"}\n`,
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
    assert.equal(kept.records()?.length, 1 + 5 + 10 + 1 + 5);
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
