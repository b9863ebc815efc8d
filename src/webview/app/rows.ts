import type { PanelMessage } from '../messages';

type Said = Extract<PanelMessage, { kind: 'message' }>;
type Happened = Extract<PanelMessage, { kind: 'system' }>;

/** One line of the drawn log. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly time: number }
  | { readonly kind: 'unread'; readonly key: string }
  /** `head`: the first of a run, which shows author and time for all of it. */
  | { readonly kind: 'said'; readonly key: string; readonly message: Said; readonly head: boolean }
  | { readonly kind: 'happened'; readonly key: string; readonly message: Happened };

/** Milliseconds after which the same author's next message shows author and time again. */
const runLength = 5 * 60_000;

/**
 * Groups messages for drawing: a line where a new day begins, the line "new messages" above
 * `divider`, and runs of one author within five minutes under one head.
 */
export function toRows(messages: readonly PanelMessage[], divider?: string): Row[] {
  const rows: Row[] = [];
  let day: string | undefined;
  let head: Said | undefined;
  for (const message of messages) {
    const messageDay = new Date(message.time).toDateString();
    if (messageDay !== day) {
      day = messageDay;
      head = undefined;
      rows.push({ kind: 'day', key: `day ${message.id}`, time: message.time });
    }
    if (message.id === divider) {
      head = undefined;
      rows.push({ kind: 'unread', key: 'unread' });
    }
    if (message.kind === 'system') {
      head = undefined;
      rows.push({ kind: 'happened', key: `message ${message.id}`, message });
      continue;
    }
    const continues = head !== undefined && isSameRun(head, message);
    if (!continues) head = message;
    rows.push({ kind: 'said', key: `message ${message.id}`, message, head: !continues });
  }
  return rows;
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
