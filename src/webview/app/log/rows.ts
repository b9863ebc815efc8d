import type { PanelMessage } from '../base/messages';
import type { LogChanges, MessageLog, UserMessage } from '../state/message-log';
export type SystemLine = Extract<PanelMessage, { kind: 'system' }>;

/** A row of the log. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly time: number }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'said';
      readonly key: string;
      readonly message: UserMessage;
      /** Whether the row starts a run; it then shows the author and time for the whole run. */
      readonly head: boolean;
    }
  | {
      readonly kind: 'happened';
      readonly key: string;
      readonly message: SystemLine;
      /** Whether the row directly follows another one of its kind. */
      readonly follows: boolean;
    };

/** Whether a row is a message, which screen readers get as an article. */
export function isMessageRow(row: Row): boolean {
  return row.kind === 'said';
}

/** The rows of a log, with lookup by message. */
export class LogRows {
  /** The first row that is new or moved, compared with the rows that these follow. */
  readonly changed: number;
  /** The rows before it whose message was replaced. */
  readonly replaced: readonly number[];
  private readonly maker: RowMaker;
  private readonly start: number;

  /**
   * @param changes what has changed in the log since `previous`
   * @param previous the rows of the same log before. Their unchanged part is taken over, so that the work
   *   depends on what changed and not on the length of the log. They MUST NOT be used any more.
   */
  constructor(
    private readonly log: MessageLog,
    divider: string | undefined,
    changes: LogChanges = { from: 0, replaced: [] },
    previous?: LogRows,
  ) {
    this.start = log.start;
    this.maker = previous?.maker ?? new RowMaker();
    const dividers = this.maker.divider === divider ? [] : [this.maker.divider, divider];
    const moved = dividers.map((id) => (id === undefined ? undefined : log.ordinalOf(id)));
    const regrouped = changes.replaced.filter((ordinal) => !this.replace(ordinal));
    const first = Math.min(changes.from, ...regrouped, ...moved.filter((at) => at !== undefined));
    const kept = Math.max(0, first - log.start);
    this.maker.divider = divider;
    this.maker.cut(kept);
    this.changed = this.maker.rows.length;
    this.replaced = changes.replaced
      .map((ordinal) => this.maker.places[ordinal - log.start])
      .filter((index) => index !== undefined);
    for (const message of log.from(log.start + kept)) this.maker.add(message);
  }

  get list(): readonly Row[] {
    return this.maker.rows;
  }

  /** The number of rows that are articles. */
  get articles(): number {
    return this.maker.articles;
  }

  get length(): number {
    return this.maker.rows.length;
  }

  at(index: number): Row {
    return this.maker.rows[index] as Row;
  }

  /** The number of articles above a row. */
  rank(index: number): number {
    return this.maker.ranks[index] ?? 0;
  }

  /** The index of the row that shows a message. */
  indexOf(messageId: string): number | undefined {
    const ordinal = this.log.ordinalOf(messageId);
    return ordinal === undefined ? undefined : this.maker.places[ordinal - this.start];
  }

  /** The nearest row that passes, starting at `index` and moving in steps of 1 or -1. */
  find(index: number, step: 1 | -1, passes: (row: Row) => boolean): number | undefined {
    for (let at = index; at >= 0 && at < this.length; at += step) {
      if (passes(this.at(at))) return at;
    }
    return undefined;
  }

  /** Shows a replaced message in its row; returns false if other rows may have to change, too. */
  private replace(ordinal: number): boolean {
    const message = this.log.at(ordinal);
    return message !== undefined && this.maker.replace(ordinal - this.start, message);
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
  const maker = new RowMaker();
  maker.divider = divider;
  for (const message of messages) maker.add(message);
  return maker.rows;
}

/** Makes the rows message by message, and can resume after any of them. */
class RowMaker {
  readonly rows: Row[] = [];
  /** For each row, the number of articles above it. */
  readonly ranks: number[] = [];
  /** For each message, the index of its row. */
  readonly places: number[] = [];
  articles = 0;
  /** The id of the message below the "new messages" divider. */
  divider: string | undefined;
  /** For each message, what starts the run that the next one may continue. */
  private readonly heads: (UserMessage | undefined)[] = [];
  private days = new Days();

  add(message: PanelMessage): void {
    let head = this.heads.at(-1);
    if (this.days.begins(message.time)) {
      head = undefined;
      this.push({ kind: 'day', key: `day ${message.id}`, time: message.time });
    }
    if (message.id === this.divider) {
      head = undefined;
      this.push({ kind: 'unread', key: 'unread' });
    }
    this.places.push(this.rows.length);
    if (message.kind === 'system') {
      this.heads.push(undefined);
      this.push(systemRow(message, this.rows.at(-1)?.kind === 'happened'));
      return;
    }
    const continues = head !== undefined && isSameRun(head, message);
    this.heads.push(continues ? head : message);
    this.push(messageRow(message, !continues));
  }

  /** Replaces a message in place; returns false if that could change which rows there are. */
  replace(at: number, message: PanelMessage): boolean {
    const index = this.places[at] as number;
    const row = this.rows[index];
    if (!row || !('message' in row) || !isGroupedAlike(row.message, message)) return false;
    if (row.kind === 'said' && message.kind === 'message') {
      this.rows[index] = messageRow(message, row.head);
    }
    if (row.kind === 'happened' && message.kind === 'system') {
      this.rows[index] = systemRow(message, row.follows);
    }
    return true;
  }

  /** Removes the rows of all messages from this one on. */
  cut(messages: number): void {
    if (messages >= this.places.length) return;
    // The rows above a message that a day or the divider adds are its own.
    const last = messages === 0 ? -1 : (this.places[messages - 1] as number);
    this.places.length = messages;
    this.heads.length = messages;
    this.articles = this.ranks[last + 1] ?? 0;
    this.rows.length = last + 1;
    this.ranks.length = last + 1;
    this.days = new Days();
    // The day is that of the last message with a valid time.
    for (let at = messages - 1; at >= 0; at -= 1) {
      const row = this.rows[this.places[at] as number];
      if (row && 'message' in row && this.days.begins(row.message.time)) return;
    }
  }

  private push(row: Row): void {
    this.ranks.push(this.articles);
    this.rows.push(row);
    if (row.kind === 'said') this.articles += 1;
  }
}

/** Caches the rows; of thousands, only a few change each time. */
const made = new WeakMap<PanelMessage, Row>();

function messageRow(message: UserMessage, head: boolean): Row {
  const known = made.get(message);
  if (known?.kind === 'said' && known.head === head) return known;
  const row: Row = { kind: 'said', key: `message ${message.id}`, message, head };
  made.set(message, row);
  return row;
}

function systemRow(message: SystemLine, follows: boolean): Row {
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

/** Whether two versions of a message have the same rows around them. */
function isGroupedAlike(a: PanelMessage, b: PanelMessage): boolean {
  if (a.kind === 'system' || b.kind === 'system') return a.kind === b.kind && a.time === b.time;
  return a.time === b.time && isSameAuthor(a, b);
}

function isSameRun(head: UserMessage, message: UserMessage): boolean {
  const apart = message.time - head.time;
  // Two of them are from two students, for all that anyone knows.
  return isSameAuthor(head, message) && !message.anonymous && apart >= 0 && apart < runLength;
}

function isSameAuthor(a: UserMessage, b: UserMessage): boolean {
  return a.author === b.author && a.authorName === b.authorName && a.own === b.own;
}
