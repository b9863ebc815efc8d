import { cardLength } from '../../protocol/card-rules';
import type { Epoch, Successor } from '../../protocol/frames';
import type { EntryRun, LogFeed, LogPosition } from '../../protocol/log-feed';
import type { RoomEntry } from '../../protocol/room-entry';
import { EntryLines } from './entry-lines';
import { Epochs } from './epochs';

/** Maximum number of UTF-16 units of text and cards kept, so that huge messages are bounded as well. */
const maxText = 8 * 1024 * 1024;

export interface EntriesOptions {
  /** Maximum number of entries kept; the oldest are dropped first. */
  readonly maxEntries: number;
  /** Number of the entry before the first one. */
  readonly before?: number;
  readonly epochs?: Epochs;
  /** Number of the last entry when the room was opened. */
  readonly opened?: number;
  /** Called when some of the entries before number `first` are no longer kept: once for many of them. */
  readonly onForget?: (first: number) => void;
}

/**
 * A room's numbered entries, bounded in number and size. Numbers increase by one, except where a damaged
 * disk lost some. Each entry given to `append` MUST have a higher number than the one before.
 *
 * Of a message that came with its JSON, only its line is kept, and read when someone asks for the message, which is
 * seldom: ten thousand objects that die one after the other would keep the garbage collector as busy as all
 * else that a message costs.
 */
export class Entries implements LogFeed {
  /** The number of each entry, the length of its text, and the entry itself unless its line is enough. */
  private readonly seqs: number[] = [];
  private readonly lengths: number[] = [];
  private readonly list: (RoomEntry | undefined)[] = [];
  private readonly lines = new EntryLines();
  /** Index of the oldest entry kept; those before it are dropped later, many at once. */
  private start = 0;
  private lastSeq: number;
  private textLength = 0;
  private readonly epochs: Epochs;
  readonly opened: number;

  constructor(private readonly options: EntriesOptions) {
    this.lastSeq = options.before ?? 0;
    this.epochs = options.epochs ?? new Epochs();
    this.opened = options.opened ?? this.lastSeq;
  }

  get first(): number {
    return this.seqs[this.start] ?? this.lastSeq + 1;
  }

  get last(): number {
    return this.lastSeq;
  }

  get epoch(): Epoch {
    return this.epochs.current;
  }

  epochAt(seq: number): Epoch {
    return this.epochs.at(seq);
  }

  agreed(position: LogPosition): number {
    return this.epochs.agreed(position, this.last);
  }

  /** @param json the entry as JSON; without it, `read` doesn't find the entry */
  append(entry: RoomEntry, json?: string): void {
    const { seq } = entry;
    const length = entryLength(entry);
    if (json !== undefined) {
      this.lines.add(seq, json, this.epochAt(seq) !== this.epochAt(seq - 1));
    }
    this.seqs.push(seq);
    this.lengths.push(length);
    this.list.push(json !== undefined && entry.type === 'message' ? undefined : entry);
    this.lastSeq = seq;
    this.textLength += length;
    this.trim();
  }

  read(after: number, to: number): EntryRun | undefined {
    return this.lines.read(Math.max(after, this.first - 1), to);
  }

  /** All entries kept, oldest first. */
  get kept(): readonly RoomEntry[] {
    return this.seqs.slice(this.start).map((_, index) => this.entryAt(this.start + index));
  }

  /** Skips the numbers up to `seq`, whose entries are lost. */
  skip(seq: number): void {
    this.lastSeq = Math.max(this.lastSeq, seq);
  }

  /** The entry with this number; undefined if it isn't kept. */
  find(seq: number): RoomEntry | undefined {
    const index = this.indexAfter(seq - 1);
    return this.seqs[index] === seq ? this.entryAt(index) : undefined;
  }

  private entryAt(index: number): RoomEntry {
    const entry = this.list[index];
    if (entry) return entry;
    return JSON.parse(this.lines.json(this.seqs[index] as number) as string);
  }

  /** Index of the first entry with a number above `seq`. */
  private indexAfter(seq: number): number {
    let low = this.start;
    // Holes only move entries forward, so this is the upper bound.
    let high = Math.max(low, Math.min(this.seqs.length, low + seq + 1 - this.first));
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.seqs[middle] as number) > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private trim(): void {
    const { maxEntries, onForget } = this.options;
    while (this.seqs.length - this.start > maxEntries || this.textLength > maxText) {
      this.textLength -= this.lengths[this.start] as number;
      this.start += 1;
    }
    // Dropping entries one by one would move all others each time.
    if (this.start <= maxEntries / 10) return;
    for (const list of [this.seqs, this.lengths, this.list]) list.splice(0, this.start);
    this.start = 0;
    this.lines.trim(this.first);
    onForget?.(this.first);
  }
}

/** Who may host the room, according to the newest of these entries that says so. */
export function successorsIn(entries: readonly RoomEntry[]): readonly Successor[] {
  const last = entries.findLast(({ type }) => type === 'successors' || type === 'continued');
  return last?.type === 'successors' ? last.successors : [];
}

/** An entry that says who may vote or who hosts the room. */
export type VotingEntry = Extract<RoomEntry, { readonly type: 'successors' | 'took-over' }>;

export function isVotingEntry(entry: RoomEntry): entry is VotingEntry {
  return entry.type === 'successors' || entry.type === 'took-over';
}

/**
 * Those of these entries that a log keeps when it is so long that it drops them: the newest two of each type, because
 * the newest one can still be taken back.
 */
export function keptVotingEntries(entries: readonly RoomEntry[]): readonly VotingEntry[] {
  const since = entries.findLastIndex(({ type }) => type === 'continued') + 1;
  const voting = entries.slice(since).filter(isVotingEntry);
  const newest = (['successors', 'took-over'] as const).flatMap((type) =>
    voting.filter((entry) => entry.type === type).slice(-2),
  );
  return newest.sort((a, b) => a.seq - b.seq);
}

/** UTF-16 units of text and cards in an entry. */
export function entryLength(entry: RoomEntry): number {
  if (entry.type === 'unknown') return entry.json.length;
  if (entry.type === 'edited') return entry.text.length;
  if (entry.type !== 'message') return 0;
  return entry.text.length + (entry.card ? cardLength(entry.card) : 0);
}
