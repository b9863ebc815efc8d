import type { PanelMessage } from '../base/messages';
import type { MessageLog, Said } from '../state/message-log';
export type Happened = Extract<PanelMessage, { kind: 'system' }>;

/** A row of the log. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly time: number }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'said';
      readonly key: string;
      readonly message: Said;
      /** Whether the row starts a run; it then shows the author and time for the whole run. */
      readonly head: boolean;
    }
  | {
      readonly kind: 'happened';
      readonly key: string;
      readonly message: Happened;
      /** Whether the row directly follows another one of its kind. */
      readonly follows: boolean;
    };

/** Whether a row is a message, which screen readers get as an article. */
export function isSaid(row: Row): boolean {
  return row.kind === 'said';
}

/** The rows of a log, with lookup by message. */
export class LogRows {
  readonly list: readonly Row[];
  /** The number of rows that are articles. */
  readonly articles: number;
  /** For each row, the number of articles above it. */
  private readonly ranks: Int32Array;
  /** The row index of each message, by its ordinal relative to the log's start. */
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

  /** The number of articles above a row. */
  rank(index: number): number {
    return this.ranks[index] ?? 0;
  }

  /** The index of the row that shows a message. */
  indexOf(messageId: string): number | undefined {
    const ordinal = this.log.ordinalOf(messageId);
    return ordinal === undefined ? undefined : this.places[ordinal - this.start];
  }

  /** The nearest row that passes, starting at `index` and moving in steps of 1 or -1. */
  find(index: number, step: 1 | -1, passes: (row: Row) => boolean): number | undefined {
    for (let at = index; at >= 0 && at < this.length; at += step) {
      if (passes(this.at(at))) return at;
    }
    return undefined;
  }
}

/** The id of the message that a row shows. */
export function messageOf(row: Row): string | undefined {
  return row.kind === 'said' || row.kind === 'happened' ? row.message.id : undefined;
}

/** The time in milliseconds after which the next message of the same author starts a new run. */
const runLength = 5 * 60_000;

/**
 * Groups messages into rows: adds a row where a new day begins and a "new messages" divider above the
 * message `divider`, and combines messages of one author within five minutes into a run.
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

/** Caches the rows; of thousands, only a few change each time. */
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

/** Whether two rows with the same key look the same. */
export function isSameRow(a: Row, b: Row): boolean {
  if (a === b) return true;
  return (a.kind === 'day' || a.kind === 'unread') && a.kind === b.kind;
}

/** Finds where a new day begins. Asks the calendar once per day, because that is slow. */
class Days {
  private from = Number.NaN;
  private to = Number.NaN;

  begins(time: number): boolean {
    if (time >= this.from && time < this.to) return false;
    const day = new Date(time).setHours(0, 0, 0, 0);
    // An invalid time starts no day.
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
