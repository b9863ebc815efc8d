import type { PanelMessage } from '../base/messages';
import type { MessageLog, Said } from '../state/message-log';
export type Happened = Extract<PanelMessage, { kind: 'system' }>;

/** One line of the log. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly time: number }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'said';
      readonly key: string;
      readonly message: Said;
      /** The first of a run, which shows author and time for all of it. */
      readonly head: boolean;
    }
  | {
      readonly kind: 'happened';
      readonly key: string;
      readonly message: Happened;
      /** Stands right below another one of its kind. */
      readonly follows: boolean;
    };

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

/** Milliseconds after which the same author's next message shows author and time again. */
const runLength = 5 * 60_000;

/**
 * Groups messages for drawing: a line where a new day begins, the line "new messages" above
 * `divider`, and runs of one author within five minutes under one head.
 */
export function toRows(messages: readonly PanelMessage[], divider?: string): Row[] {
  const rows: Row[] = [];
  const days = new Days();
  let head: Said | undefined;
  for (const message of messages) {
    if (days.begins(message.time)) {
      head = undefined;
      rows.push({ kind: 'day', key: `day ${message.id}`, time: message.time });
    }
    if (message.id === divider) {
      head = undefined;
      rows.push({ kind: 'unread', key: 'unread' });
    }
    if (message.kind === 'system') {
      head = undefined;
      rows.push(happenedRow(message, rows.at(-1)?.kind === 'happened'));
      continue;
    }
    const continues = head !== undefined && isSameRun(head, message);
    if (!continues) head = message;
    rows.push(saidRow(message, !continues));
  }
  return rows;
}

/** Rows as they were made last: all but a few are the same each time, and there are thousands. */
const made = new WeakMap<PanelMessage, Row>();

function saidRow(message: Said, head: boolean): Row {
  const known = made.get(message);
  if (known?.kind === 'said' && known.head === head) return known;
  const row: Row = { kind: 'said', key: `message ${message.id}`, message, head };
  made.set(message, row);
  return row;
}

function happenedRow(message: Happened, follows: boolean): Row {
  const known = made.get(message);
  if (known?.kind === 'happened' && known.follows === follows) return known;
  const row: Row = { kind: 'happened', key: `message ${message.id}`, message, follows };
  made.set(message, row);
  return row;
}

/** Whether two rows of one key look the same. */
export function isSameRow(a: Row, b: Row): boolean {
  if (a === b) return true;
  return (a.kind === 'day' || a.kind === 'unread') && a.kind === b.kind;
}

/** Tells where a new day begins; asks the calendar once a day, since that is slow. */
class Days {
  private from = Number.NaN;
  private to = Number.NaN;

  begins(time: number): boolean {
    if (time >= this.from && time < this.to) return false;
    const day = new Date(time).setHours(0, 0, 0, 0);
    // A time that is no date begins nothing.
    if (Number.isNaN(day)) return false;
    this.from = day;
    this.to = new Date(day).setDate(new Date(day).getDate() + 1);
    return true;
  }
}

function isSameRun(head: Said, message: Said): boolean {
  const apart = message.time - head.time;
  return (
    head.author === message.author &&
    head.authorName === message.authorName &&
    head.own === message.own &&
    apart >= 0 &&
    apart < runLength
  );
}
