import type { PanelMessage } from '../base/messages';

type Said = Extract<PanelMessage, { kind: 'message' }>;
type Happened = Extract<PanelMessage, { kind: 'system' }>;

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
