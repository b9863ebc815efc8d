import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { restoreHosted } from '../../src/room/host/restored-room';
import { Epochs } from '../../src/room/log/epochs';
import { HeldLog } from '../../src/room/log/held-log';
import type { JournalRecord } from '../../src/room/log/journal';
import { maxRecordBytes, readJournal as readFrom } from '../../src/store/journal-reader';
import { seededRandom } from '../../src/util/seeded-random';
import {
  guestHeader,
  guestRecords,
  hostHeader,
  hostRecords,
  message,
} from '../helpers/journal-records';
import { MemoryDisk } from '../helpers/memory-disk';
import { encodeLine, type Part, room, seqs, useJournal } from './journal-reading';

describe('readJournal, of a damaged journal', () => {
  const { read } = useJournal();

  /** A journal with records of every type, where its lines end, and which records they contain. */
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

  it('reads every truncation as far as its records are complete', () => {
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
        assert.equal(kept.endsMidLine, kept.end === (ends[whole - 1] ?? 0) - 1);
        assert.deepEqual(room(kept.records), room(records.slice(0, count)), `${length} bytes`);
      }
    }
  });

  it('loses at most the entry or request with a damaged byte, wherever it is', () => {
    // Each byte is damaged in one way; in the long suite, in every way.
    const step = process.env.DESKMATE_SEEDS === undefined ? 4 : 1;
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
        for (const damage of damages.filter((_, way) => way % step === at % step)) {
          const damaged = Buffer.from(bytes);
          damaged[at] = damage(bytes[at] ?? 0);
          const kept = readBytes(damaged);
          assert.ok(kept, `byte ${at}`);
          const without = records.flatMap((record, other): JournalRecord[] => {
            if (other !== index) return [record];
            return 'seq' in record ? [{ type: 'damaged', from: record.seq, to: record.seq }] : [];
          });
          const given = comparable(kept.records);
          // A record that repeats another loses nothing, nor does a damaged line feed.
          if (!isDeepStrictEqual(given, comparable(records))) {
            assert.ok(!isRepeated(records[index]), `byte ${at}`);
            assert.deepEqual(given, comparable(without), `byte ${at}`);
          }
          assert.ok(kept.needsRewrite || damaged.equals(bytes), `byte ${at}`);
        }
      }
    }
  });

  const isRepeated = (record: JournalRecord | undefined) =>
    record?.type === 'hosted' || record?.type === 'guest' || record?.type === 'door';

  /** What a room is restored to, without what reports the damage. */
  function comparable(records: readonly JournalRecord[]): unknown {
    const { damaged: _, last: __, held, ...rest } = room(records) as Record<string, unknown>;
    return { ...rest, ...(held instanceof HeldLog && { entries: held.entries }) };
  }

  it('keeps what is on both sides of damaged lines, and reports the numbers between', () => {
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
    // Members may hold the last ones: a host never reuses their numbers.
    assert.deepEqual(holes(hostHeader, 5, 6), [{ type: 'damaged', from: 5, to: 6 }]);
    // A guest requests the last ones again.
    assert.deepEqual(holes(guestHeader, 5, 6), []);
  });

  it('gives the same room after a rewrite, with its gaps', () => {
    const line = encodeLine(message(3)).fill(0x78, 3, 6);
    for (const header of [hostHeader, guestHeader]) {
      const once = read(header, message(1), message(2), line, message(4), line);
      assert.deepEqual(room(read(...once)), room(once));
    }
  });

  it('doesn’t mistake an entry for one of the previous epoch, however much around an opening is damaged', () => {
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
    // A damaged header before a log whose start is no longer kept leaves no doubt.
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

  it('skips invalid lines', () => {
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
});
