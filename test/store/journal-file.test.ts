import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { restoreGuest } from '../../src/room/guest/restored-guest';
import { restoreHosted } from '../../src/room/host/restored-room';
import type { JournalRecord } from '../../src/room/log/journal';
import { JournalFile, type JournalFileOptions } from '../../src/store/journal-file';
import { readJournal } from '../../src/store/journal-reader';
import { maxSliceBytes, writeJournal } from '../../src/store/journal-rewrite';
import { FakeClock } from '../helpers/fake-clock';
import { hostHeader, hostRecords, message } from '../helpers/journal-records';
import { diskError, MemoryDisk } from '../helpers/memory-disk';

const path = '/rooms/journal';

describe('JournalFile', () => {
  let disk: MemoryDisk;
  let clock: FakeClock;
  let failures: string[];

  beforeEach(() => {
    disk = new MemoryDisk();
    clock = new FakeClock();
    failures = [];
  });

  function create(options: Partial<JournalFileOptions> = {}): JournalFile {
    const report = (error: Error) => void failures.push(error.message);
    return new JournalFile('id', path, { fs: disk, clock, report, ...options });
  }

  function write(journal: JournalFile, ...records: readonly JournalRecord[]): boolean {
    for (const record of records) journal.append(record);
    return journal.commit();
  }

  const seqsIn = (fs: MemoryDisk) =>
    (readJournal(fs, path)?.records ?? []).flatMap((record) => ('seq' in record ? record.seq : []));

  it('syncs access changes at once, and everything else within a second', async () => {
    const journal = create();
    assert.equal(write(journal, hostHeader), true);
    const durable = () => seqsIn(disk.copy(true));
    write(journal, message(1));
    assert.deepEqual(durable(), []);
    await clock.advance(999);
    assert.deepEqual(durable(), []);
    write(journal, message(2));
    await clock.advance(1);
    assert.deepEqual(durable(), [1, 2]);
    write(journal, message(3), { type: 'door', change: { type: 'locked', locked: true } });
    assert.deepEqual(durable(), [1, 2, 3]);
    write(journal, message(4));
    journal.close(false);
    assert.deepEqual(durable(), [1, 2, 3, 4]);
    assert.equal(disk.openFiles, 0);
    assert.equal(clock.pending, 0);
  });

  it('runs no timer when everything is on disk', async () => {
    const journal = create();
    write(journal, hostHeader, message(1));
    write(journal, message(2));
    await clock.advance(3000);
    assert.equal(clock.pending, 0);
    const { calls } = disk;
    await clock.advance(60_000);
    assert.equal(disk.calls, calls);
  });

  it('reports what it doesn’t store, and continues when there is space', async () => {
    const journal = create();
    let changes = 0;
    journal.onDidChange(() => {
      changes += 1;
    });
    write(journal, hostHeader);
    disk.fault = (call) => {
      if (call === 'write') throw diskError('ENOSPC');
      return undefined;
    };
    assert.equal(write(journal, message(1)), false);
    assert.deepEqual([journal.problem, changes], ['disk-full', 1]);
    // It retries ever less often, and never gives up.
    await clock.advance(3_600_000);
    assert.ok(disk.calls < 400, `${disk.calls} calls in an hour`);
    disk.fault = undefined;
    // More than it keeps as lines in memory.
    for (let seq = 2; seq <= 600; seq += 1) {
      assert.equal(write(journal, message(seq)), false, 'not before a retry');
    }
    await clock.advance(30_000);
    assert.deepEqual([journal.problem, changes], [undefined, 2]);
    assert.deepEqual(
      seqsIn(disk.copy(true)),
      Array.from({ length: 600 }, (_, index) => index + 1),
    );
    assert.deepEqual(failures, ['ENOSPC'], 'reported once');
  });

  it('stores at once, or not at all, what someone waits for', () => {
    const journal = create();
    write(journal, hostHeader);
    const lock = { type: 'door', change: { type: 'locked', locked: true } } as const;
    const locked = (fs: MemoryDisk) =>
      restoreHosted(readJournal(fs, path)?.records ?? [])?.restored.access.locked;
    for (const call of ['write', 'sync']) {
      disk.fault = (name) => {
        if (name === call) throw diskError('ENOSPC');
        return undefined;
      };
      assert.equal(journal.store([lock]), false, call);
      assert.equal(locked(disk), false, call);
    }
    disk.fault = undefined;
    assert.equal(journal.store([lock]), false, 'a disk that failed at a sync is tried again later');
    disk = new MemoryDisk();
    const other = create();
    write(other, hostHeader);
    assert.equal(other.store([lock]), true);
    assert.equal(locked(disk.copy(true)), true);
  });

  it('rewrites the file within seconds if someone deletes it while open', async () => {
    const journal = create();
    write(journal, hostHeader, message(1));
    disk.remove(path);
    assert.equal(write(journal, message(2)), true);
    await clock.advance(1000);
    assert.equal(journal.problem, 'disk-error');
    await clock.advance(1010);
    assert.equal(journal.problem, undefined);
    assert.deepEqual(seqsIn(disk.copy(true)), [1, 2]);
  });

  it('opens the file at its path anew when asked to', async () => {
    const journal = create();
    write(journal, hostHeader, message(1));
    disk.rename(path, `${path}.1`);
    write(journal, message(2));
    journal.reopen();
    await clock.advance(1);
    assert.equal(write(journal, message(3)), true);
    assert.deepEqual(seqsIn(disk), [1, 2, 3]);
    assert.deepEqual(failures, [`${path} was deleted, truncated or replaced`]);
    const opened: string[] = [];
    disk.fault = (call, _count, where) => {
      if (call === 'open') opened.push(where);
      return undefined;
    };
    journal.reopen();
    assert.equal(write(journal, message(4)), true);
    assert.deepEqual([opened, failures.length], [[path], 1]);
    assert.deepEqual(seqsIn(disk.copy(true)), [1, 2, 3]);
    journal.close(false);
    journal.reopen();
    assert.deepEqual(seqsIn(disk.copy(true)), [1, 2, 3, 4]);
    assert.equal(disk.openFiles, 0);
  });

  it('knows what is on disk although a background sync runs when it opens the file anew', async () => {
    const journal = create();
    write(journal, hostHeader, message(1));
    let end = () => {};
    disk.syncing = () => new Promise((resolve) => (end = resolve));
    await clock.advance(1000);
    journal.reopen();
    end();
    await clock.advance(1);
    assert.equal(journal.synced, journal.appended);
    assert.equal(disk.openFiles, 1);
  });

  it('tries a failing disk at once when asked to open the file anew, and counts failures', async () => {
    const journal = create();
    write(journal, hostHeader, message(1));
    disk.fault = (call) => {
      if (call === 'write') throw diskError('ENOSPC');
      return undefined;
    };
    write(journal, message(2));
    await clock.advance(60_000);
    assert.equal(journal.problem, 'disk-full');
    const { failures: before } = journal.meter;
    journal.reopen();
    assert.deepEqual([journal.problem, journal.meter.failures], ['disk-full', before + 1]);
    disk.fault = undefined;
    const now = clock.now();
    journal.reopen();
    assert.equal(journal.problem, undefined);
    assert.deepEqual(seqsIn(disk.copy(true)), [1, 2]);
    const { bytes, messages, syncedAt } = journal.meter;
    assert.deepEqual([bytes, messages, syncedAt], [disk.get(path)?.length, 2, now]);
  });

  for (const replacesOpen of [true, false]) {
    const system = replacesOpen ? '' : ', also on a system that replaces no open file';
    it(`stays bounded, however many messages come while it is open${system}`, async () => {
      disk.replacesOpen = replacesOpen;
      const limits = { entries: 20, bytes: 1_000_000, members: 10 };
      const journal = create({ slackBytes: 20_000, limits });
      write(journal, hostHeader);
      let largest = 0;
      for (let seq = 1; seq <= 1000; seq += 1) {
        write(journal, message(seq, 'x'.repeat(500)));
        largest = Math.max(largest, disk.get(path)?.length ?? 0);
        await clock.advance(0);
      }
      journal.close(false);
      assert.ok(largest < 100_000, `${largest} bytes`);
      const kept = restoreHosted(readJournal(disk, path, limits)?.records ?? []);
      assert.deepEqual(
        kept?.restored.entries,
        Array.from({ length: 20 }, (_, index) => message(981 + index, 'x'.repeat(500))),
      );
      assert.deepEqual(failures, []);
      assert.deepEqual(disk.paths, [path]);
    });
  }

  it('rewrites it in slices while the room keeps working', async () => {
    const text = 'x'.repeat(32 * 1024);
    let [bytes, largest, turns, next] = [0, 0, 0, 501];
    const { write: real } = disk;
    disk.write = (file, part, position) => {
      bytes += part.length;
      return real.call(disk, file, part, position);
    };
    /** Measures what each turn of the event loop writes, and adds messages in between. */
    const watched = {
      now: () => clock.now(),
      after: (ms: number, callback: () => void) =>
        clock.after(ms, () => {
          if (bytes > 0) turns += 1;
          largest = Math.max(largest, bytes);
          bytes = 0;
          callback();
          if (turns % 10 !== 5 || next > 540) return;
          assert.equal(write(journal, message(next, text)), true);
          next += 1;
        }),
    };
    const journal = create({ clock: watched, slackBytes: 8 * 1024 * 1024 });
    write(journal, hostHeader);
    for (let seq = 1; seq <= 500; seq += 1) journal.append(message(seq, text));
    journal.commit();
    [bytes, largest] = [0, 0];
    await clock.advance(0);
    assert.ok(turns > 50, `${turns} turns`);
    assert.ok(largest < 2 * maxSliceBytes, `${largest} bytes in a turn`);
    journal.close(false);
    assert.ok(next > 505);
    assert.deepEqual(
      seqsIn(disk),
      Array.from({ length: next - 1 }, (_, index) => index + 1),
    );
  });

  /** Writes records of every type, with time for the disk in between; returns what was certainly stored. */
  async function act(
    journal: JournalFile,
    kept: JournalRecord[],
    doubtful: JournalRecord[][],
  ): Promise<void> {
    const appended: JournalRecord[] = [];
    const note = () => {
      if (journal.commit()) kept.push(...appended.splice(0));
    };
    for (const record of hostRecords) {
      if (record.type === 'door') {
        if (journal.store([record])) kept.push(record);
        else doubtful.push([...kept, record]);
        continue;
      }
      journal.append(record);
      appended.push(record);
      note();
      await clock.advance(300);
      note();
    }
    // Enough to make it rewrite the file.
    for (let seq = 10; seq < 30; seq += 1) {
      journal.append(message(seq, 'x'.repeat(200)));
      appended.push(message(seq, 'x'.repeat(200)));
      note();
      await clock.advance(seq % 3 === 0 ? 400 : 0);
    }
  }

  const options = { slackBytes: 2000, limits: { entries: 100, bytes: 1e6, members: 10 } };

  /** Asserts that everything certainly stored is there, each number once. */
  function check(
    fs: MemoryDisk,
    kept: readonly JournalRecord[],
    what: string,
    ways: readonly (readonly JournalRecord[])[] = [kept],
  ): void {
    if (!fs.get(path)) {
      assert.deepEqual(kept, [], what);
      return;
    }
    const records = readJournal(fs, path)?.records ?? [];
    const entries = new Map(
      records.flatMap((record) => ('seq' in record ? [[record.seq, record]] : [])),
    );
    for (const record of kept) {
      if ('seq' in record) assert.deepEqual(entries.get(record.seq), record, what);
    }
    const door = restoreHosted(records)?.restored.access;
    const doors = ways.map((way) => restoreHosted(way)?.restored.access);
    if (kept.length > 0)
      assert.ok(
        doors.some((one) => isDeepStrictEqual(one, door)),
        what,
      );
  }

  for (const code of ['ENOSPC', 'EIO', 'EROFS']) {
    for (const lasting of [false, true]) {
      it(`keeps its guarantees when the n-th call fails ${lasting ? 'for a while' : 'once'} with ${code}`, async () => {
        for (let n = 1; ; n += 1) {
          disk = new MemoryDisk();
          clock = new FakeClock();
          let failed = false;
          disk.fault = (call, count) => {
            if (lasting ? count < n : count !== n) return undefined;
            // A disk that fills up accepts a part first.
            if (!failed && code === 'ENOSPC' && call === 'write' && n % 2 === 0) {
              failed = true;
              return 'short';
            }
            failed = true;
            throw diskError(code);
          };
          const kept: JournalRecord[] = [];
          const journal = create(options);
          const doubtful: JournalRecord[][] = [];
          await act(journal, kept, doubtful);
          const what = `call ${n}`;
          // If writing the change failed, and so did undoing it, only a new file settles which one counts.
          const ways = journal.problem ? [kept, ...doubtful] : [kept];
          check(disk.copy(false), kept, `${what}, killed`, ways);
          disk.fault = undefined;
          await clock.advance(60_000);
          assert.equal(journal.problem, undefined, what);
          // Everything that was ever appended, even after a power cut.
          const all = hostRecords.filter((one) => one.type !== 'door' || kept.includes(one));
          check(disk.copy(true), all, `${what}, healed`);
          assert.equal(seqsIn(disk.copy(true)).length, 29, what);
          journal.close(false);
          assert.equal(disk.openFiles, 0, what);
          if (!failed) break;
        }
      });
    }
  }
});

describe('writeJournal', () => {
  it('leaves the old file unchanged if the new one can’t be written', () => {
    for (const failing of ['open', 'write', 'sync', 'rename'] as const) {
      const disk = new MemoryDisk();
      writeJournal(disk, path, hostRecords);
      const before = disk.get(path);
      disk.fault = (call) => {
        if (call === failing) throw diskError('EIO');
        return undefined;
      };
      assert.throws(() => writeJournal(disk, path, [hostHeader]), { code: 'EIO' });
      assert.deepEqual(disk.get(path), before);
      assert.deepEqual([disk.paths, disk.openFiles], [[path], 0]);
    }
  });

  it('writes many records', () => {
    const disk = new MemoryDisk();
    const entries = Array.from({ length: 5000 }, (_, index) => message(index + 1, 'x'.repeat(900)));
    writeJournal(disk, path, [hostHeader, ...entries]);
    assert.deepEqual(
      restoreHosted(readJournal(disk, path)?.records ?? [])?.restored.entries,
      entries,
    );
    assert.equal(restoreGuest(readJournal(disk, path)?.records ?? []), undefined);
  });
});
