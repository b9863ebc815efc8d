import type { MessageLog } from '../state/message-log';
import { type Row, toRows } from './rows';

/** The rows of a log, found by their messages. */
export class LogRows {
  readonly list: readonly Row[];
  /** How many of them are articles. */
  readonly articles: number;
  /** For each row how many articles stand above it. */
  private readonly ranks: Int32Array;
  /** Index of the row of each message, by ordinal from the log's start. */
  private readonly places: Int32Array;
  private readonly start: number;

  constructor(
    private readonly log: MessageLog,
    divider: string | undefined,
  ) {
    this.start = log.start;
    this.list = toRows(log.from(log.start), divider);
    this.ranks = new Int32Array(this.list.length);
    this.places = new Int32Array(log.end - log.start);
    let articles = 0;
    let messages = 0;
    for (const [index, row] of this.list.entries()) {
      this.ranks[index] = articles;
      if (row.kind === 'said') articles++;
      if (row.kind === 'said' || row.kind === 'happened') this.places[messages++] = index;
    }
    this.articles = articles;
  }

  get length(): number {
    return this.list.length;
  }

  at(index: number): Row {
    return this.list[index] as Row;
  }

  /** How many articles stand above a row. */
  rank(index: number): number {
    return this.ranks[index] ?? 0;
  }

  /** Index of the row that shows a message. */
  indexOf(messageId: string): number | undefined {
    const ordinal = this.log.ordinalOf(messageId);
    return ordinal === undefined ? undefined : this.places[ordinal - this.start];
  }

  /** The nearest row from `index` on, in steps of 1 or -1, that passes. */
  find(index: number, step: 1 | -1, passes: (row: Row) => boolean): number | undefined {
    for (let at = index; at >= 0 && at < this.length; at += step) {
      if (passes(this.at(at))) return at;
    }
    return undefined;
  }
}

/** Id of the message that a row shows. */
export function messageOf(row: Row): string | undefined {
  return row.kind === 'said' || row.kind === 'happened' ? row.message.id : undefined;
}
