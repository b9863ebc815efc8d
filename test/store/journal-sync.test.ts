import assert from 'node:assert/strict';
import type { JournalRecord } from '../../src/room/log/journal';
import { JournalFile } from '../../src/store/journal-file';
import { readJournal } from '../../src/store/journal-reader';
import { writeJournal } from '../../src/store/journal-rewrite';
import { seededRandom } from '../../src/util/seeded-random';
import { FakeClock } from '../helpers/fake-clock';
import { guestHeader, hostHeader, message } from '../helpers/journal-records';
import { type DiskCall, diskError, MemoryDisk } from '../helpers/memory-disk';

const path = '/rooms/journal';

const numbersIn = (records: readonly JournalRecord[]) =>
  records.flatMap((record) => ('seq' in record ? record.seq : []));

const journalOn = (disk: MemoryDisk) => (disk.get(path) ? readJournal(disk, path) : undefined);

/** One computer that stores a journal while its disk fails now and then, until its power fails. */
class Run {
  private readonly clock = new FakeClock();
  /** For each ordinal, what a power failure must leave once it is synced. */
  private readonly numbers: (readonly number[])[];
  private readonly journal: JournalFile;
  private next: number;
  private told = 0;
  /** How many times something more was on disk. */
  advances = 0;

  constructor(
    private readonly disk: MemoryDisk,
    private readonly random: () => number,
    header: typeof hostHeader | typeof guestHeader,
  ) {
    const { clock } = this;
    const read = journalOn(disk);
    const kept = numbersIn(read?.records ?? []);
    this.numbers = read ? [[], kept] : [[]];
    this.next = (kept.at(-1) ?? 0) + 1;
    const options = { fs: disk, clock, report: () => {}, slackBytes: 1000, ...(read && { read }) };
    this.journal = new JournalFile('id', path, options);
    this.journal.onDidSync(() => {
      assert.ok(this.journal.synced > this.told);
      this.told = this.journal.synced;
      this.advances += 1;
    });
    if (!read) this.append(header);
    const failing: readonly DiskCall[] = ['write', 'sync', 'syncLater', 'rename', 'syncFolder'];
    disk.fault = (call) => {
      if (!failing.includes(call) || random() > 0.05) return undefined;
      if (call === 'write' && random() < 0.5) return 'short';
      throw diskError(random() < 0.5 ? 'EIO' : 'ENOSPC');
    };
    disk.syncing = () =>
      new Promise((resolve) => {
        clock.after(Math.floor(random() * 3) * 400, resolve);
      });
  }

  /** Ends with a power failure, or when the process is killed; returns what the disk may have then. */
  async play(steps: number): Promise<MemoryDisk> {
    for (let step = 0; step < steps; step += 1) {
      await this.step();
      this.check();
    }
    // Only the process that got the error of a sync can know that its disk has lost something.
    const isKilled = this.random() < 0.5 && !this.disk.hasLost;
    return isKilled ? this.disk : this.disk.afterPowerCut(this.random);
  }

  private async step(): Promise<void> {
    const { clock, journal, random } = this;
    const chance = random();
    if (chance < 0.4) this.append(message(this.next));
    else if (chance < 0.65) journal.commit();
    else if (chance < 0.7) this.append({ type: 'promised', term: this.next, to: 'm1' });
    else if (chance < 0.75) this.keep();
    else await clock.advance(Math.floor(random() * 1500));
  }

  private append(record: JournalRecord): void {
    this.journal.append(record);
    this.numbered(record);
  }

  private keep(): void {
    const record = message(this.next);
    if (!this.journal.store([record])) return;
    this.numbered(record);
  }

  private numbered(record: JournalRecord): void {
    const numbers = numbersIn([record]);
    this.numbers.push(numbers);
    this.next += numbers.length;
    assert.equal(this.journal.appended, this.numbers.length - 1);
  }

  private check(): void {
    const { synced } = this.journal;
    const needed = this.numbers.slice(0, synced + 1).flat();
    const found = numbersIn(journalOn(this.disk.afterPowerCut(this.random))?.records ?? []);
    assert.deepEqual(found.slice(0, needed.length), needed);
    const all = Array.from(found, (_, index) => index + 1);
    assert.deepEqual(found, all, 'nothing is missing from the middle');
  }
}

describe('what a journal says is on disk', () => {
  for (const header of [hostHeader, guestHeader]) {
    it(`is there after any power failure: ${header.type}`, async () => {
      let advances = 0;
      for (let seed = 1; seed <= 12; seed += 1) {
        const random = seededRandom(seed);
        let disk = new MemoryDisk();
        for (let window = 0; window < 3; window += 1) {
          const run = new Run(disk, random, header);
          disk = await run.play(50);
          advances += run.advances;
        }
      }
      assert.ok(advances > 100, `${advances} advances`);
    });
  }

  it('is nothing of what was read, before the first sync of this process', () => {
    const disk = new MemoryDisk();
    const clock = new FakeClock();
    const open = (read = readJournal(disk, path)) =>
      new JournalFile('id', path, { fs: disk, clock, report: () => {}, ...(read && { read }) });
    const first = new JournalFile('id', path, { fs: disk, clock, report: () => {} });
    first.append(hostHeader);
    first.commit();
    first.append(message(1));
    first.commit();
    assert.deepEqual([first.synced, first.appended], [1, 2]);
    first.discard();
    const second = open();
    assert.deepEqual([second.synced, second.appended], [0, 1]);
    assert.ok(second.store([]));
    assert.deepEqual([second.synced, second.appended], [1, 1]);
    assert.deepEqual(numbersIn(readJournal(disk.copy(true), path)?.records ?? []), [1]);
  });

  it('includes the name of a file that a killed process has put there', () => {
    const disk = new MemoryDisk();
    const clock = new FakeClock();
    writeJournal(disk, path, [hostHeader]);
    disk.fault = (call) => {
      if (call === 'syncFolder') throw new Error('killed');
      return undefined;
    };
    assert.throws(() => writeJournal(disk, path, [hostHeader, message(1)]));
    disk.fault = undefined;
    const numbers = () => numbersIn(journalOn(disk.copy(true))?.records ?? []);
    assert.deepEqual(numbers(), []);
    const read = readJournal(disk, path);
    assert.ok(read);
    const journal = new JournalFile('id', path, { fs: disk, clock, report: () => {}, read });
    assert.ok(journal.store([]));
    assert.equal(journal.synced, 1);
    assert.deepEqual(numbers(), [1]);
  });

  it('doesn’t include what a background sync may have lost, whoever gets its error', async () => {
    const disk = new MemoryDisk();
    const clock = new FakeClock();
    const journal = new JournalFile('id', path, { fs: disk, clock, report: () => {} });
    journal.append(hostHeader);
    journal.append(message(1));
    journal.commit();
    journal.append(message(2));
    journal.commit();
    disk.syncing = () => new Promise((resolve) => clock.after(100, resolve));
    disk.fault = (call) => {
      if (call === 'syncLater') throw diskError('EIO');
      return undefined;
    };
    await clock.advance(1000);
    journal.append({ type: 'promised', term: 2, to: 'm1' });
    assert.ok(journal.commit(), 'this sync gets no error');
    assert.equal(journal.synced, 2);
    disk.fault = undefined;
    disk.syncing = undefined;
    await clock.advance(5000);
    assert.equal(journal.synced, 4);
    const { records = [] } = readJournal(disk.copy(true), path) ?? {};
    assert.deepEqual(numbersIn(records), [1, 2]);
    assert.ok(records.some(({ type }) => type === 'promised'));
  });
});
