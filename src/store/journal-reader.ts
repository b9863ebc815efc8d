import type { GuestHeader, HostHeader, JournalRecord } from '../room/log/journal';
import type { FileSystem } from './file-system';
import { type DecodedLine, decodeLine } from './journal-line';
import { type KeptLimits, KeptRecords } from './kept-records';

/** Longest record, in bytes: an entry has one of 64 KiB at most, and a request waits in some words more. */
export const maxRecordBytes = 128 * 1024;

/** Where the line feeds between them are damaged, several records are one line. */
const maxLineBytes = 4 * maxRecordBytes;

/** As many entries as a hub keeps, and no more bytes of them than a window can hold in memory. */
export const keptLimits: KeptLimits = {
  entries: 10_000,
  bytes: 32 * 1024 * 1024,
  members: 4000,
};

const chunkBytes = 64 * 1024;

const noBytes = Buffer.alloc(0);

export interface ReadJournal {
  /** What was read, to go on with. */
  readonly kept: KeptRecords;
  readonly records: readonly JournalRecord[];
  /** Where its last whole record ends; what follows was not written to its end. */
  readonly end: number;
  /** Whether the line feed after that record is missing. */
  readonly open: boolean;
  /** Whether it should be written anew: something is damaged, or an older version wrote it. */
  readonly worn: boolean;
}

/**
 * Reads all of a journal that makes sense: a line that cannot be read costs what is in it, and nothing
 * else. Undefined when there is no header in it.
 *
 * @throws what the file system throws
 */
export function readJournal(
  fs: FileSystem,
  path: string,
  limits = keptLimits,
): ReadJournal | undefined {
  const file = fs.open(path, 'read');
  try {
    const header = firstHeader(fs, file);
    if (!header) return undefined;
    const kept = new KeptRecords(limits);
    // Where the first header is damaged, what stands before the next one is read as if it followed.
    kept.take(header, 0);
    let [end, open, worn] = [0, false, false];
    for (const { records, line, old } of decodedLines(fs, file)) {
      const isUnfinished = line.open && records.at(-1) === 'damaged';
      worn ||= line.open || old || records.length > 1 || records.includes('damaged');
      const bytes = (line.end - end) / records.length;
      // Its bytes are looked at once, however many records they were.
      const firstDamaged = records.indexOf('damaged');
      for (const [index, record] of records.entries()) {
        if (record !== 'damaged') record && kept.take(record, bytes);
        else if (!isUnfinished) kept.damage(index === firstDamaged ? line.bytes : noBytes);
      }
      if (isUnfinished) break;
      [end, open] = [line.end, line.open];
    }
    kept.finish();
    return { kept, records: kept.records() ?? [], end, open, worn };
  } finally {
    fs.close(file);
  }
}

/** The records of some lines of a journal, in their order, without those that cannot be read. */
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
  /** An older version wrote it, without a checksum. */
  readonly old: boolean;
}

function* decodedLines(fs: FileSystem, file: number): Generator<DecodedFileLine> {
  // A file that has checksums has them from its first line on.
  let old = true;
  for (const line of readLines(fs, file, maxLineBytes)) {
    const { bytes } = line;
    const records = bytes ? decodeLine(bytes, old && !line.open) : (['damaged'] as const);
    const checked = bytes?.includes('\t') && records.some((record) => record !== 'damaged');
    if (checked) old = false;
    yield { records, line, old };
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
  /** Undefined for one that is too long. */
  readonly bytes: Buffer | undefined;
  /** Where the next line begins, in bytes from the beginning of the file. */
  readonly end: number;
  /** The last of the file, without a line feed at its end. */
  readonly open: boolean;
}

/**
 * Reads the lines of a file, a chunk at a time; of those longer than `max` bytes it tells only that
 * they are there.
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
      yield { bytes: line(), end, open: false };
      held = [];
      heldBytes = 0;
      start = at + 1;
    }
    heldBytes += count - start;
    // What is too long already is counted, and not kept.
    if (heldBytes <= max) held.push(Buffer.from(chunk.subarray(start, count)));
    else held = [];
  }
  if (heldBytes > 0) yield { bytes: line(), end: end + heldBytes, open: true };
}
