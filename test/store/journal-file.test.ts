import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { JournalFile, type JournalFileOptions, writeJournal } from '../../src/store/journal-file';
import { readJournal } from '../../src/store/journal-reader';
import { hostHeader, hostRecords, message } from '../helpers/journal-records';
import { temporaryFolder } from '../helpers/temporary-folder';

describe('JournalFile', () => {
  const folder = temporaryFolder();
  let failures: Error[];

  beforeEach(() => {
    failures = [];
  });

  const path = () => join(folder(), 'journal');
  const create = (options: JournalFileOptions = {}) =>
    new JournalFile('id', path(), (error) => void failures.push(error), options);

  it('writes what it owes when a disk is well again, and nothing twice', () => {
    // A folder stands for a disk that takes nothing: it fails on every system, also for root.
    mkdirSync(path());
    const journal = create();
    journal.append(hostHeader);
    for (let seq = 1; seq <= 3; seq += 1) {
      journal.append(message(seq));
      journal.commit();
    }
    assert.equal(failures.length, 1);
    rmdirSync(path());
    journal.append(message(4));
    journal.commit();
    journal.close(false);
    const expected = [hostHeader, message(1), message(2), message(3), message(4)];
    assert.deepEqual(readJournal(path())?.records, expected);
    assert.equal(failures.length, 1);
  });

  it('keeps nothing more when it would owe too much, rather than a log with a hole', () => {
    mkdirSync(path());
    const journal = create();
    for (let seq = 1; seq <= 100; seq += 1) {
      journal.append(message(seq, 'x'.repeat(50_000)));
      journal.commit();
    }
    rmdirSync(path());
    journal.append(message(101));
    journal.commit();
    journal.close(true);
    assert.throws(() => readFileSync(path()), { code: 'ENOENT' });
    assert.equal(failures.length, 1);
  });

  it('stays bounded, however much is said while it is open', () => {
    const limits = { entries: 20, bytes: 1_000_000, members: 10 };
    const journal = create({ slackBytes: 20_000, limits });
    journal.append(hostHeader);
    let largest = 0;
    for (let seq = 1; seq <= 1000; seq += 1) {
      journal.append(message(seq, 'x'.repeat(500)));
      journal.commit();
      largest = Math.max(largest, statSync(path()).size);
    }
    journal.append(message(1001));
    journal.close(false);
    assert.ok(largest < 100_000, `${largest} bytes`);
    const kept = readJournal(path(), limits)?.records ?? [];
    const expected = Array.from({ length: 19 }, (_, index) =>
      message(982 + index, 'x'.repeat(500)),
    );
    assert.deepEqual(kept, [hostHeader, ...expected, message(1001)]);
    assert.deepEqual(failures, []);
  });
});

describe('writeJournal', () => {
  const folder = temporaryFolder();

  it('leaves the old file as it is when the new one cannot be written', () => {
    const path = join(folder(), 'journal');
    writeJournal(path, hostRecords);
    const before = readFileSync(path);
    mkdirSync(`${path}.${process.pid}.tmp`);
    assert.throws(() => writeJournal(path, [hostHeader]));
    assert.deepEqual(readFileSync(path), before);
  });

  it('writes many records', () => {
    const path = join(folder(), 'journal');
    const records = [hostHeader];
    const entries = Array.from({ length: 5000 }, (_, index) => message(index + 1, 'x'.repeat(900)));
    writeJournal(path, [...records, ...entries]);
    assert.deepEqual(readJournal(path)?.records, [...records, ...entries]);
  });
});
