import type { RoomEntry } from '../protocol/room-entry';
import { EntryLines } from '../room/log/entry-lines';
import type { DamagedEntries, JournalRecord } from '../room/log/journal';

/** What has its place in the log: an entry, or what happened between entries. */
export type Logged =
  | RoomEntry
  | DamagedEntries
  | Extract<JournalRecord, { readonly type: 'opening' | 'took-back' | 'apart' }>;

/** The number of a message of which only its line is kept. */
type LineNumber = number;

/** The newest entries of a journal in order of number, with other records where they belong between them. */
export class RetainedLog {
  private log: (Logged | LineNumber)[] = [];
  /** Messages, which nearly all entries are: ten thousand objects would keep the garbage collector busy. */
  private lines = new EntryLines();
  /** The size of each of them in the file, in bytes; apart, so that keeping an entry makes no object. */
  private sizes: number[] = [];
  private total = 0;

  get length(): number {
    return this.log.length;
  }

  /** The size of all in the file. */
  get bytes(): number {
    return this.total;
  }

  /** @param json the record as JSON, if the caller has that */
  push(record: Logged, bytes: number, json?: string): void {
    if (json !== undefined && record.type === 'message' && record.seq > this.lines.last) {
      this.lines.add(record.seq, json, false);
      this.log.push(record.seq);
    } else this.log.push(record);
    this.sizes.push(bytes);
    this.total += bytes;
  }

  /** Removes records other than messages that are kept as lines. */
  remove(isGone: (record: Logged) => boolean): void {
    const kept = this.log.map((record) => typeof record === 'number' || !isGone(record));
    this.log = this.log.filter((_, index) => kept[index]);
    this.sizes = this.sizes.filter((_, index) => kept[index]);
    this.total = this.sizes.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** How many of the oldest records are too many. */
  excess(max: number, maxBytes: number): number {
    let first = this.log.length;
    let bytes = 0;
    while (first > 0 && this.log.length - first < max) {
      bytes += this.sizes[first - 1] as number;
      if (bytes > maxBytes) break;
      first -= 1;
    }
    return first;
  }

  /** Drops the oldest `count` records. @returns those that weren't kept as lines */
  cut(count: number): readonly Logged[] {
    for (const bytes of this.sizes.splice(0, count)) this.total -= bytes;
    const all = this.log.splice(0, count);
    const line = all.findLast((one) => typeof one === 'number');
    if (line !== undefined) this.lines.trim(line + 1);
    return all.filter((one) => typeof one !== 'number');
  }

  /** All records, none of them as a line any more: then numbers can be given again, while lines only grow. */
  unpacked(): readonly Logged[] {
    const log = Array.from(inOrder(this.log, this.lines), recordOf);
    this.log = log;
    this.lines = new EntryLines();
    return [...log];
  }

  /** The records as they are now between others, messages as JSON: to be written later. */
  encoded(
    before: readonly JournalRecord[],
    after: readonly JournalRecord[],
  ): Iterable<JournalRecord | string> {
    return inOrder<JournalRecord>([...before, ...this.log, ...after], this.lines.copy());
  }
}

/** Records in their order, messages as JSON wherever there is only a line. */
function* inOrder<R extends JournalRecord>(
  records: readonly (R | LineNumber)[],
  lines: EntryLines,
): Generator<R | string> {
  for (const one of records) yield typeof one === 'number' ? (lines.json(one) as string) : one;
}

/** Reads what may be the JSON of a message. */
export function recordOf<R extends JournalRecord>(one: R | string): R {
  return typeof one === 'string' ? JSON.parse(one) : one;
}
