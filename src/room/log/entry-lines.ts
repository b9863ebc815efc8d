import type { EntryRun } from '../../protocol/log-feed';

/** Maximum number of bytes in a segment; a longer line has one of its own. */
export const segmentBytes = 128 * 1024;

/** How large a segment begins, in bytes, unless it follows a full one; it doubles as needed. */
const minBytes = 4 * 1024;

const newline = 0x0a;

/** UTF-16 units take at most so many bytes in UTF-8. Counting them exactly takes as long as writing them. */
const maxBytesPerUnit = 3;

/** Lines of consecutive entries of one epoch. */
interface Segment {
  bytes: Buffer;
  /** Bytes used. */
  length: number;
  /** Number of its first entry; each further one is the next. */
  readonly first: number;
  /** Where each entry's line ends. */
  readonly ends: number[];
}

/**
 * The entries of a log as lines of deskmate/1, encoded once, in segments that everyone is sent from. A member
 * that reads the whole log costs the hub nothing but the writes, and an entry keeps no buffer of its own.
 *
 * 1. The bytes of a line MUST NOT change once it is added.
 * 2. A segment MUST NOT contain a gap in the numbers, nor entries of two epochs.
 */
export class EntryLines {
  private readonly segments: Segment[] = [];

  /**
   * Adds the line of an entry with a higher number than all before.
   * @param json the entry as JSON
   * @param begins whether an epoch begins with it
   */
  add(seq: number, json: string, begins: boolean): void {
    let segment = this.segments.at(-1);
    if (!segment || begins || seq !== segment.first + segment.ends.length) {
      segment = this.begin(seq, minBytes);
    } else if (!fits(json, segment, segmentBytes)) segment = this.begin(seq, segmentBytes);
    if (!fits(json, segment, segment.bytes.length)) grow(segment, Buffer.byteLength(json) + 1);
    segment.length += segment.bytes.write(json, segment.length);
    segment.bytes[segment.length] = newline;
    segment.length += 1;
    segment.ends.push(segment.length);
  }

  /** Number of the last entry; 0 if there is none. */
  get last(): number {
    const newest = this.segments.at(-1);
    return newest ? lastOf(newest) : 0;
  }

  /** Drops segments whose entries all have numbers below `first`. */
  trim(first: number): void {
    while (this.segments[0] && lastOf(this.segments[0]) < first) this.segments.shift();
  }

  /** The first entry with a number above `after`, and those that follow it in its segment up to `to`. */
  read(after: number, to: number): EntryRun | undefined {
    const segment = this.find(after);
    if (!segment) return undefined;
    const { bytes, ends } = segment;
    const first = Math.max(segment.first, after + 1);
    const last = Math.min(lastOf(segment), to);
    if (first > last) return undefined;
    const start = ends[first - segment.first - 1] ?? 0;
    return { first, last, bytes: bytes.subarray(start, ends[last - segment.first]) };
  }

  /** The JSON of the entry with this number; undefined if it isn't kept. */
  json(seq: number): string | undefined {
    const run = this.read(seq - 1, seq);
    return run?.first === seq ? run.bytes.toString('utf8', 0, run.bytes.length - 1) : undefined;
  }

  /** The same lines, but those of today: `trim` drops none of them. */
  copy(): EntryLines {
    const copy = new EntryLines();
    copy.segments.push(...this.segments);
    return copy;
  }

  private begin(first: number, size: number): Segment {
    const segment = { bytes: Buffer.allocUnsafeSlow(size), length: 0, first, ends: [] };
    this.segments.push(segment);
    return segment;
  }

  /** The first segment with a number above `after`. */
  private find(after: number): Segment | undefined {
    const { segments } = this;
    // Nearly always it is the newest.
    let low = Math.max(0, segments.length - 1);
    while (low > 0 && lastOf(segments[low - 1] as Segment) > after) low -= 1;
    const segment = segments[low];
    return segment && lastOf(segment) > after ? segment : undefined;
  }
}

/** Whether a line still fits a segment of this size. */
function fits(json: string, { length }: Segment, size: number): boolean {
  if (length + maxBytesPerUnit * json.length < size) return true;
  return length + Buffer.byteLength(json) < size;
}

/** Moves a segment to a larger buffer; members may still be sent from the old one. */
function grow(segment: Segment, needed: number): void {
  const size = Math.max(segment.length + needed, 2 * segment.bytes.length);
  const bytes = Buffer.allocUnsafeSlow(size);
  segment.bytes.copy(bytes, 0, 0, segment.length);
  segment.bytes = bytes;
}

function lastOf({ first, ends }: Segment): number {
  return first + ends.length - 1;
}
