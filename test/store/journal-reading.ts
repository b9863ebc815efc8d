import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { restoreGuest } from '../../src/room/guest/restored-guest';
import { restoreHosted } from '../../src/room/host/restored-room';
import type { JournalRecord } from '../../src/room/log/journal';
import { nodeFileSystem } from '../../src/store/file-system';
import { JournalLines } from '../../src/store/journal-line';
import { readJournal as readFrom } from '../../src/store/journal-reader';
import type { RetentionLimits } from '../../src/store/retained-records';
import { temporaryFolder } from '../helpers/temporary-folder';

/** `readJournal`, with the real disk. */
export const readJournal = (path: string, limits?: RetentionLimits) =>
  readFrom(nodeFileSystem, path, limits);

/** A record, or raw bytes. */
export type Part = JournalRecord | string | Buffer;

/** A record's line; both copies of what is written twice. */
export function encodeLine(record: JournalRecord): Buffer {
  const lines = new JournalLines();
  lines.add(record);
  return lines.latest;
}

/** Gives each test of a suite a file, and functions that write a journal of such parts and read it. */
export function useJournal() {
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

  return { write, read };
}

/** The numbers of the entries among records. */
export const seqs = (records: readonly JournalRecord[]) =>
  records.flatMap((record) => ('seq' in record ? [record.seq] : []));

/** What records restore, without the header, which may be newer than the written one. */
export function room(records: readonly JournalRecord[]): unknown {
  const { header: _, ...guest } = restoreGuest(records) ?? {};
  return records[0]?.type === 'hosted' ? restoreHosted(records)?.restored : guest;
}
