import { encodeFrame } from '../../protocol/codec';
import type { LogFeed } from '../../protocol/log-feed';

/** Consecutive log entries, encoded. */
export interface Slice {
  readonly parts: readonly Buffer[];
  /** Number of the last entry in it. */
  readonly last: number;
}

/** Slices cached: members at the same position get the same bytes. */
const maxSlices = 16;

/**
 * The room's log as bytes that all members share.
 *
 * 1. It MUST NOT return an entry that isn't committed.
 * 2. Members at the same entry MUST get the same buffers, and entries MUST NOT be copied: nothing is joined for each
 *    of them, and a crowd of newcomers leaves no copies of the log behind.
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
    if (this.slices.size >= maxSlices) this.slices.clear();
    this.slices.set(seq, slice);
    return slice;
  }

  private cut(feed: LogFeed, seq: number): Slice {
    const { committed } = this;
    const run = feed.read(seq, committed);
    // Entries missing at the end were lost on the host's disk.
    const first = run?.first ?? committed + 1;
    const parts: Buffer[] = [];
    if (first > seq + 1) parts.push(encodeFrame({ type: 'gap', from: seq + 1, to: first - 1 }));
    if (!run) return { parts, last: committed };
    const epoch = feed.epochAt(first);
    if (seq < feed.first || feed.epochAt(seq) !== epoch) {
      parts.push(encodeFrame({ type: 'epoch', ...epoch }));
    }
    // The log's own bytes.
    parts.push(run.bytes);
    return { parts, last: run.last };
  }
}
