import type { GuestHeader, HostHeader, JournalRecord } from '../room/log/journal';
import { runToEnd } from '../util/slices';
import type { FileSystem } from './file-system';
import { type DecodedLine, decodeLine } from './journal-line';
import { RetainedRecords, type RetentionLimits } from './retained-records';

/** Longest record, in bytes: an entry has at most 64 KiB, and a queued request a little more. */
export const maxRecordBytes = 128 * 1024;

/** Longest line, in bytes: several records become one line if the line feeds between them are damaged. */
const maxLineBytes = 4 * maxRecordBytes;

/** As many entries as a hub keeps, and only as many bytes as a window can hold in memory. */
export const retentionLimits: RetentionLimits = {
  entries: 10_000,
  bytes: 32 * 1024 * 1024,
  members: 4000,
};

const chunkBytes = 64 * 1024;

const noBytes = Buffer.alloc(0);

/** The content of a journal file. */
export interface ReadJournal {
  /** What was read, to continue the journal with. */
  readonly kept: RetainedRecords;
  readonly records: readonly JournalRecord[];
  /** Where its last complete record ends, in bytes; what follows is incomplete. */
  readonly end: number;
  /** Whether that record's line feed is missing. */
  readonly endsMidLine: boolean;
  /** Whether it should be rewritten: something is damaged, or an older version wrote it. */
  readonly needsRewrite: boolean;
}

/**
 * Reads all valid records of a journal; an unreadable line loses only what is in it. Undefined if there is
 * no header.
 *
 * @throws what the file system throws
 */
export function readJournal(
  fs: FileSystem,
  path: string,
  limits = retentionLimits,
): ReadJournal | undefined {
  return runToEnd(journalSteps(fs, path, limits));
}

/** Reads a journal like {@link readJournal}, a line with each step. */
export function* journalSteps(
  fs: FileSystem,
  path: string,
  limits = retentionLimits,
): Generator<void, ReadJournal | undefined, undefined> {
  const file = fs.open(path, 'read');
  try {
    const header = firstHeader(fs, file);
    if (!header) return undefined;
    const kept = new RetainedRecords(limits);
    // If the first header is damaged, read what comes before the next one as if it followed.
    kept.take(header, 0);
    let [end, endsMidLine, needsRewrite] = [0, false, false];
    for (const { records, line, isLegacy } of decodedLines(fs, file)) {
      const isUnfinished = line.endsMidLine && records.at(-1) === 'damaged';
      needsRewrite ||=
        line.endsMidLine || isLegacy || records.length > 1 || records.includes('damaged');
      const bytes = (line.end - end) / records.length;
      // Inspect the line's bytes once, however many damaged records it has.
      const firstDamaged = records.indexOf('damaged');
      for (const [index, record] of records.entries()) {
        if (record !== 'damaged') record && kept.take(record, bytes);
        else if (!isUnfinished) kept.damage(index === firstDamaged ? line.bytes : noBytes);
      }
      if (isUnfinished) break;
      [end, endsMidLine] = [line.end, line.endsMidLine];
      yield;
    }
    kept.finish();
    return { kept, records: kept.records() ?? [], end, endsMidLine, needsRewrite };
  } finally {
    fs.close(file);
  }
}

/** Decodes some lines of a journal, in order; skips unreadable ones. */
export function decodeLines(bytes: Buffer): readonly JournalRecord[] {
  const decoded: JournalRecord[] = [];
  for (let start = 0; start < bytes.length; ) {
    const at = bytes.indexOf(0x0a, start);
    const end = at < 0 ? bytes.length : at;
    for (const record of decodeLine(bytes.subarray(start, end), true)) {
      if (record && record !== 'damaged') decoded.push(record);
    }
    start = end + 1;
  }
  return decoded;
}

interface DecodedFileLine {
  readonly records: readonly DecodedLine[];
  readonly line: FileLine;
  /** Whether an older version wrote it, without a checksum. */
  readonly isLegacy: boolean;
}

function* decodedLines(fs: FileSystem, file: number): Generator<DecodedFileLine> {
  // A file with checksums has them from its first line.
  let isLegacy = true;
  for (const line of readLines(fs, file, maxLineBytes)) {
    const { bytes } = line;
    const records = bytes
      ? decodeLine(bytes, isLegacy && !line.endsMidLine)
      : (['damaged'] as const);
    const checked = bytes?.includes('\t') && records.some((record) => record !== 'damaged');
    if (checked) isLegacy = false;
    yield { records, line, isLegacy };
  }
}

function firstHeader(fs: FileSystem, file: number): HostHeader | GuestHeader | undefined {
  for (const { records } of decodedLines(fs, file)) {
    for (const record of records) {
      if (record !== 'damaged' && (record?.type === 'hosted' || record?.type === 'guest'))
        return record;
    }
  }
  return undefined;
}

/** A line without its line feed. */
interface FileLine {
  /** Undefined if it is too long. */
  readonly bytes: Buffer | undefined;
  /** Where the next line begins, in bytes from the start of the file. */
  readonly end: number;
  /** Whether it is the file's last line and has no line feed. */
  readonly endsMidLine: boolean;
}

/**
 * Reads the lines of a file in chunks. A line longer than `max` bytes comes without its bytes.
 *
 * @throws what the file system throws
 */
function* readLines(fs: FileSystem, file: number, max: number): Generator<FileLine> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let held: Buffer[] = [];
  let heldBytes = 0;
  let end = 0;
  const line = () => (heldBytes <= max ? Buffer.concat(held) : undefined);
  for (;;) {
    const count = fs.read(file, chunk, end + heldBytes);
    if (count === 0) break;
    let start = 0;
    for (let at = chunk.indexOf(0x0a); at >= 0 && at < count; at = chunk.indexOf(0x0a, start)) {
      heldBytes += at - start;
      end += heldBytes + 1;
      if (heldBytes <= max) held.push(chunk.subarray(start, at));
      yield { bytes: line(), end, endsMidLine: false };
      held = [];
      heldBytes = 0;
      start = at + 1;
    }
    heldBytes += count - start;
    // Count a line that is already too long, but don't keep it.
    if (heldBytes <= max) held.push(Buffer.from(chunk.subarray(start, count)));
    else held = [];
  }
  if (heldBytes > 0) yield { bytes: line(), end: end + heldBytes, endsMidLine: true };
}
