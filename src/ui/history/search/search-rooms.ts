import type { MessageEntry } from '../../../room/log/log-entry';
import type { SearchQuery } from './message-search';
import type { SavedChats, SearchedChat } from './saved-chats';

/** Maximum number of messages found in one room, and in all of them. */
const maxInRoom = 50;
export const maxFound = 200;

/** The messages found in one room, the newest first. */
export interface FoundInRoom {
  readonly chat: SearchedChat;
  readonly messages: readonly MessageEntry[];
  /** Whether the room has more of them. */
  readonly hasMore: boolean;
}

/** What a search found, so far or in all. */
export interface SearchProgress {
  /** How many rooms were searched, and how many there are. */
  readonly searched: number;
  readonly rooms: number;
  readonly found: readonly FoundInRoom[];
  /** Whether it ended before all rooms were searched, because more results would be of no use. */
  readonly wasCut: boolean;
}

/**
 * Searches saved rooms, a message with each step.
 * @param report called after each room
 */
export function* searchRooms(
  chats: Pick<SavedChats, 'read' | 'rooms'>,
  query: SearchQuery,
  report: (progress: SearchProgress) => void,
): Generator<void, SearchProgress, undefined> {
  const { rooms } = chats;
  const found: FoundInRoom[] = [];
  let count = 0;
  for (const [index, summary] of rooms.entries()) {
    const chat = yield* chats.read(summary);
    const messages: MessageEntry[] = [];
    const room = Math.min(maxInRoom, maxFound - count);
    let hasMore = false;
    for (const message of chat?.messages.toReversed() ?? []) {
      yield;
      if (!message.matches(query)) continue;
      hasMore = messages.length === room;
      if (hasMore) break;
      messages.push(message.entry);
    }
    if (chat && messages.length > 0) found.push({ chat, messages, hasMore });
    count += messages.length;
    const wasCut = count === maxFound && (hasMore || index < rooms.length - 1);
    const progress = { searched: index + 1, rooms: rooms.length, found: [...found], wasCut };
    if (wasCut) return progress;
    report(progress);
  }
  return { searched: rooms.length, rooms: rooms.length, found, wasCut: false };
}
