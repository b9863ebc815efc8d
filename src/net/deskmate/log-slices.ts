import { encodeFrame } from '../../protocol/codec';
import type { LogFeed } from '../../protocol/transport';

/** Consecutive entries as they go out. */
export interface Slice {
  readonly bytes: Buffer;
  /** Number of the last entry in it. */
  readonly last: number;
}

/** A slice ends with the entry that makes it this long, in bytes. */
export const sliceBytes = 128 * 1024;

/** Entries asked for at a time. */
const readEntries = 256;

/** Slices remembered: members who are equally far get the same bytes. */
const maxSlices = 16;

/**
 * The room's log in bytes for all members alike.
 *
 * 1. It MUST NOT give an entry that was not committed.
 * 2. Members at the same entry MUST get the same buffer: the entries of a turn are joined once.
 * 3. The epoch MUST stand before an entry whose epoch is another than that of the entry before it, and
 *    before the oldest entry kept.
 */
export class LogSlices {
  private feed: LogFeed | undefined;
  private committed = 0;
  /** Oldest entry of the log when the slices were cut. */
  private first = 0;
  private readonly slices = new Map<number, Slice>();

  use(feed: LogFeed): void {
    if (feed !== this.feed) this.slices.clear();
    this.feed = feed;
  }

  /** What the log holds now is on disk. Whether that is more than before. */
  commit(): boolean {
    const last = this.feed?.last ?? 0;
    if (last === this.committed) return false;
    this.committed = last;
    this.slices.clear();
    return true;
  }

  /** What follows entry number `seq`; undefined when nothing does yet. */
  after(seq: number): Slice | undefined {
    if (seq >= this.committed || !this.feed) return undefined;
    // What the log has let go of is not given out any more.
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
      // What is missing at the end was lost on the host's disk.
      if (entries.length === 0) skip(this.committed + 1);
      for (const entry of entries) {
        skip(Math.min(entry.seq, this.committed + 1));
        if (entry.seq > this.committed) break;
        const its = feed.epochAt(entry.seq);
        if (its !== epoch) lines.push(encodeFrame({ type: 'epoch', ...its }));
        epoch = its;
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
