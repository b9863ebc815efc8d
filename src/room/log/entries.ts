import { cardLength } from '../../protocol/card-rules';
import type { Successor } from '../../protocol/entry-frames';
import type { Epoch } from '../../protocol/frames';
import type { EntryRun, LogFeed, LogPosition } from '../../protocol/log-feed';
import type { RoomEntry } from '../../protocol/room-entry';
import { NumberFifo } from '../../util/number-fifo';
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
 * An invite room's numbered entries, bounded in number and size. Numbers increase by one, except where a damaged
 * disk lost some. Each entry given to `append` MUST have a higher number than the one before.
 *
 * Of a message, which nearly all entries are, only its line is kept, and read when someone asks for the message, which
 * is seldom: ten thousand objects that die one after the other would keep the garbage collector as busy as all
 * else that a message costs.
 */
export class Entries implements LogFeed {
  private readonly lines = new EntryLines();
  /** The kept entries that aren't messages, by number. */
  private readonly others = new Map<number, RoomEntry>();
  /** The numbers of the kept entries, and the lengths of their texts. */
  private readonly seqs = new NumberFifo();
  private readonly lengths = new NumberFifo();
  /** How many were dropped since `onForget` was called. */
  private dropped = 0;
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
    return this.seqs.first ?? this.lastSeq + 1;
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

  /** @param json the entry as JSON */
  append(entry: RoomEntry, json: string): void {
    const { seq } = entry;
    const length = entryLength(entry);
    this.lines.add(seq, json, this.epochAt(seq) !== this.epochAt(seq - 1));
    if (entry.type !== 'message') this.others.set(seq, entry);
    this.seqs.push(seq);
    this.lengths.push(length);
    this.lastSeq = seq;
    this.textLength += length;
    this.trim();
  }

  read(after: number, to: number): EntryRun | undefined {
    return this.lines.read(Math.max(after, this.first - 1), to);
  }

  /** Skips the numbers up to `seq`, whose entries are lost. */
  skip(seq: number): void {
    this.lastSeq = Math.max(this.lastSeq, seq);
  }

  /** The entry with this number; undefined if it isn't kept. */
  find(seq: number): RoomEntry | undefined {
    if (seq < this.first) return undefined;
    const other = this.others.get(seq);
    if (other) return other;
    const json = this.lines.json(seq);
    return json === undefined ? undefined : (JSON.parse(json) as RoomEntry);
  }

  /** All entries kept, oldest first. */
  get kept(): readonly RoomEntry[] {
    const kept: RoomEntry[] = [];
    for (let run = this.read(0, this.last); run; run = this.read(run.last, this.last)) {
      for (let seq = run.first; seq <= run.last; seq += 1) kept.push(this.find(seq) as RoomEntry);
    }
    return kept;
  }

  private trim(): void {
    const { maxEntries } = this.options;
    while (this.seqs.size > maxEntries || this.textLength > maxText) {
      this.textLength -= this.lengths.shift() as number;
      this.seqs.shift();
      this.dropped += 1;
    }
    // Forgetting entries one by one would take longer.
    if (this.dropped > maxEntries / 10) this.forget();
  }

  private forget(): void {
    const { first } = this;
    this.dropped = 0;
    this.lines.trim(first);
    for (const seq of this.others.keys()) {
      if (seq >= first) break;
      this.others.delete(seq);
    }
    this.options.onForget?.(first);
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
