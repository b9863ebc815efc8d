import type { Epoch, LogFeed, LogPosition, RoomEntry } from '../net/transport';
import { cardLength } from './card-text';
import { Epochs } from './epochs';

/** Characters of text and cards kept in all, so that few but huge messages are bounded as well. */
const mostText = 8 * 1024 * 1024;

export interface EntriesOptions {
  /** Entries kept; the oldest go first. */
  readonly most: number;
  /** Number of the entry before the first one. */
  readonly before?: number;
  readonly epochs?: Epochs;
  /** Number of the last entry there was when the room was opened. */
  readonly opened?: number;
  /** Called for each entry that is no longer kept. */
  readonly onForget?: (entry: RoomEntry) => void;
}

/**
 * A room's numbered entries, bounded in number and size. Numbers go up by one from entry to entry;
 * `append` MUST be given the next one.
 */
export class Entries implements LogFeed {
  private list: RoomEntry[] = [];
  /** Index of the oldest entry kept; those before it wait to be cut off together. */
  private start = 0;
  /** Number of the entry before `list[0]`. */
  private base: number;
  private textLength = 0;
  private readonly epochs: Epochs;
  readonly opened: number;

  constructor(private readonly options: EntriesOptions) {
    this.base = options.before ?? 0;
    this.epochs = options.epochs ?? new Epochs();
    this.opened = options.opened ?? this.base;
  }

  get first(): number {
    return this.base + this.start + 1;
  }

  get last(): number {
    return this.base + this.list.length;
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

  append(entry: RoomEntry): void {
    this.list.push(entry);
    this.textLength += entryLength(entry);
    this.trim();
  }

  /** The entry with this number, if it is kept. */
  find(seq: number): RoomEntry | undefined {
    return seq < this.first ? undefined : this.list[seq - this.base - 1];
  }

  read(after: number, most: number): readonly RoomEntry[] {
    const from = Math.max(this.start, after - this.base);
    return this.list.slice(from, from + most);
  }

  private trim(): void {
    const { most, onForget } = this.options;
    while (this.list.length - this.start > most || this.textLength > mostText) {
      const oldest = this.list[this.start] as RoomEntry;
      this.textLength -= entryLength(oldest);
      this.start += 1;
      onForget?.(oldest);
    }
    // Cutting one entry at a time would move all the others each time.
    if (this.start <= most / 10) return;
    this.list = this.list.slice(this.start);
    this.base += this.start;
    this.start = 0;
  }
}

/** Characters of text and cards in an entry. */
export function entryLength(entry: RoomEntry): number {
  if (entry.type === 'edited') return entry.text.length;
  if (entry.type !== 'message') return 0;
  return entry.text.length + (entry.card ? cardLength(entry.card) : 0);
}
