import type { RoomEntry } from '../../protocol/room-entry';
import type { LogEntry, MessageEntry } from './log-entry';

/** Maximum number of pinned messages in a room. */
export const maxPins = 50;

/** The reaction that programs show that don't know pins. */
export const pinMark = '📌';

type Pinning = Pick<
  Extract<RoomEntry, { readonly type: 'reacted' }>,
  'seq' | 'author' | 'name' | 'on'
>;

/** Returns the message pinned or unpinned; a deleted message isn't pinned. */
export function withPin(message: MessageEntry, { seq, author, name, on }: Pinning): MessageEntry {
  if (on && !message.deleted) return { ...message, withPin: { seq, by: author, name } };
  return withoutPin(message);
}

export function withoutPin(message: MessageEntry): MessageEntry {
  const { withPin: _, ...rest } = message;
  return rest;
}

/** The pinned messages among these entries, the newest pin first. */
export function pinnedMessages(entries: readonly LogEntry[]): readonly MessageEntry[] {
  const found = entries.filter(
    (entry): entry is MessageEntry => entry.kind === 'message' && entry.withPin !== undefined,
  );
  return found.sort((a, b) => (b.withPin?.seq ?? 0) - (a.withPin?.seq ?? 0));
}
