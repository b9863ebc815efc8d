import { closeSync, fstatSync, openSync } from 'node:fs';
import type { JournalRecord } from '../room/journal';
import { readLines } from './file-lines';
import { type KeptLimits, KeptRecords } from './kept-records';
import { parseRecord } from './record-schema';

/** Longest line, in bytes: an entry has one of 64 KiB at most, and a request waits in some words more. */
export const mostLine = 128 * 1024;

/** As many entries as a hub keeps; what one of them takes is bounded by its line. */
export const keptLimits: KeptLimits = {
  entries: 10_000,
  bytes: 64 * 1024 * 1024,
  members: 4000,
};

export interface ReadJournal {
  readonly records: readonly JournalRecord[];
  /** Where its last finished line ends. */
  readonly end: number;
  readonly size: number;
  /** About what its records would take in a new file. */
  readonly keptBytes: number;
}

/**
 * Reads a journal as far as it makes sense: a line that was not finished is left out, and so is one that
 * means nothing. Undefined when there is no header in it.
 *
 * @throws what the file system throws
 */
export function readJournal(path: string, limits = keptLimits): ReadJournal | undefined {
  const file = openSync(path, 'r');
  try {
    const kept = new KeptRecords(limits);
    let end = 0;
    for (const line of readLines(file, mostLine)) {
      const record = parseRecord(line.text);
      if (record) kept.take(record, line.end - end);
      end = line.end;
    }
    const records = kept.records();
    return records && { records, end, size: fstatSync(file).size, keptBytes: kept.bytes };
  } finally {
    closeSync(file);
  }
}
