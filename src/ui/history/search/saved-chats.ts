import type { RoomSummary } from '../../../room/log/journal';
import type { LogEntry } from '../../../room/log/log-entry';
import type { ShownLog } from '../../../room/session/session';
import type { SavedChat } from '../../../room/session/stored-log';
import { roomInLinks } from '../../../store/room-in-links';
import { type LinkWording, linksInLog } from '../../../strings/log-links';
import type { LinksOf } from '../../../text/message-link';
import type { History } from '../history';
import { SearchedMessage } from './message-search';

/** Maximum number of UTF-16 units of text kept in memory between two searches. */
const maxText = 16 * 1024 * 1024;

/** A room's messages, ready to be searched. */
export interface SearchedChat {
  readonly summary: RoomSummary;
  /** Oldest first. */
  readonly messages: readonly SearchedMessage[];
  epochAt: SavedChat['epochAt'];
}

export interface SavedChatsDeps {
  readonly history: Pick<History, 'reading' | 'rooms'>;
  readonly session: {
    readonly shownLog: ShownLog | undefined;
    readonly entries: readonly LogEntry[];
  };
}

/**
 * Reads the messages of saved rooms from their journals, one room at a time, without opening any. Keeps the
 * last ones in memory while they are searched again with each key, up to a limit.
 */
export class SavedChats {
  private readonly cache = new Map<
    string,
    { readonly chat: SearchedChat; readonly size: number }
  >();
  private text = 0;

  constructor(private readonly deps: SavedChatsDeps) {}

  /** The rooms with messages, the one whose log is shown first, then by their last use. */
  get rooms(): readonly RoomSummary[] {
    const { history, session } = this.deps;
    const shown = session.shownLog?.journalId;
    const rooms = history.rooms.filter(({ entries }) => entries > 0);
    return [...rooms].sort((a, b) => Number(b.id === shown) - Number(a.id === shown));
  }

  /** Reads a room, an entry with each step; undefined if it can't be read. */
  *read(summary: RoomSummary): Generator<void, SearchedChat | undefined, undefined> {
    const { history, session } = this.deps;
    const { shownLog } = session;
    // The shown log has what the journal doesn't have yet, and changes all the time.
    if (summary.id === shownLog?.journalId) {
      const entries = [...session.entries];
      return yield* chatSteps(summary, entries, (seq) => shownLog.epochAt(seq));
    }
    const key = `${summary.id} ${summary.time} ${summary.bytes}`;
    const known = this.cache.get(key);
    if (known) {
      // The most recently used one is last.
      this.cache.delete(key);
      this.cache.set(key, known);
      return known.chat;
    }
    const kept = yield* history.reading(summary.id);
    if (!kept) return undefined;
    const chat = yield* chatSteps(summary, kept.entries, kept.epochAt);
    this.keep(key, chat);
    return chat;
  }

  /** Frees the memory. */
  clear(): void {
    this.cache.clear();
    this.text = 0;
  }

  private keep(key: string, chat: SearchedChat): void {
    // Folded texts take as much again.
    const size = chat.messages.reduce((sum, { length }) => sum + 2 * length, 0);
    if (size > maxText) return;
    this.cache.set(key, { chat, size });
    this.text += size;
    for (const [oldest, { size: freed }] of this.cache) {
      if (this.text <= maxText) return;
      this.cache.delete(oldest);
      this.text -= freed;
    }
  }
}

/** What the links in a chat's messages lead to. */
export function linksInChat({ summary, messages }: SearchedChat, wording: LinkWording): LinksOf {
  const entries = messages.map(({ entry }) => entry);
  return linksInLog(roomInLinks(summary.firstPin), entries, wording);
}

function* chatSteps(
  summary: RoomSummary,
  entries: readonly LogEntry[],
  epochAt: SearchedChat['epochAt'],
): Generator<void, SearchedChat, undefined> {
  const messages: SearchedMessage[] = [];
  for (const entry of entries) {
    if (entry.kind === 'message' && !entry.deleted) messages.push(new SearchedMessage(entry));
    yield;
  }
  return { summary, messages, epochAt };
}
