import { encodeFrame } from '../../protocol/codec';
import type { LogFeed } from '../../protocol/transport';

/** Consecutive log entries, encoded. */
export interface Slice {
  readonly bytes: Buffer;
  /** Number of the last entry in it. */
  readonly last: number;
}

/** A slice ends with the entry that makes it this long, in bytes. */
export const sliceBytes = 128 * 1024;

/** Entries read at a time. */
const readEntries = 256;

/** Slices cached: members at the same position get the same bytes. */
const maxSlices = 16;

/**
 * The room's log as bytes that all members share.
 *
 * 1. It MUST NOT return an entry that isn't committed.
 * 2. Members at the same entry MUST get the same buffer, so that the entries of a turn are joined once.
 * 3. An epoch line MUST come before each entry whose epoch differs from the previous entry's, and before
 *    the oldest entry kept.
 */
export class LogSlices {
  private feed: LogFeed | undefined;
  private committed = 0;
  /** The log's oldest entry when the slices were cached. */
  private first = 0;
  private readonly slices = new Map<number, Slice>();

  use(feed: LogFeed): void {
    if (feed !== this.feed) this.slices.clear();
    this.feed = feed;
  }

  /** Marks everything in the log as being on disk. Returns whether that is more than before. */
  commit(): boolean {
    const last = this.feed?.last ?? 0;
    if (last === this.committed) return false;
    this.committed = last;
    this.slices.clear();
    return true;
  }

  /** The slice after entry number `seq`; undefined if there is nothing yet. */
  after(seq: number): Slice | undefined {
    if (seq >= this.committed || !this.feed) return undefined;
    // Drop slices with entries that the log no longer keeps.
    if (this.feed.first !== this.first) this.slices.clear();
    this.first = this.feed.first;
    const known = this.slices.get(seq);
    if (known) return known;
    const slice = this.cut(this.feed, seq);
    if (slice.last === seq) return undefined;
    if (this.slices.size >= maxSlices) this.slices.clear();
    this.slices.set(seq, slice);
    return slice;
  }

  private cut(feed: LogFeed, seq: number): Slice {
    const lines: Buffer[] = [];
    let last = seq;
    const skip = (next: number) => {
      if (next > last + 1) lines.push(encodeFrame({ type: 'gap', from: last + 1, to: next - 1 }));
      last = Math.max(last, next - 1);
    };
    if (seq < feed.first - 1) skip(Math.min(feed.first, this.committed + 1));
    let epoch = last < feed.first ? undefined : feed.epochAt(last);
    for (let bytes = 0; bytes < sliceBytes && last < this.committed; ) {
      const entries = feed.read(last, Math.min(readEntries, this.committed - last));
      // Entries missing at the end were lost on the host's disk.
      if (entries.length === 0) skip(this.committed + 1);
      for (const entry of entries) {
        skip(Math.min(entry.seq, this.committed + 1));
        if (entry.seq > this.committed) break;
        const entryEpoch = feed.epochAt(entry.seq);
        if (entryEpoch !== epoch) lines.push(encodeFrame({ type: 'epoch', ...entryEpoch }));
        epoch = entryEpoch;
        const line = encodeFrame(entry);
        lines.push(line);
        last = entry.seq;
        bytes += line.length;
        if (bytes >= sliceBytes) break;
      }
    }
    const [only] = lines;
    return { bytes: lines.length === 1 && only ? only : Buffer.concat(lines), last };
  }
}
