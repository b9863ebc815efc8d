import { cardPaths } from '../protocol/card-rules';
import type { Applied } from '../protocol/frames';
import type { LogEntry, MessageEntry } from '../room/log/log-entry';
import type { ChatToExport, RecordItem } from './chat-record';
import type { ChatSummary } from './chat-summary';
import type { ChatWriter } from './chat-writer';

/** Increases when a program that reads an earlier version would misread this one. See docs/EXPORT.md. */
const version = 1;

/** Writes a chat for programs, as docs/EXPORT.md describes. Each entry is on a line of its own. */
export class JsonWriter implements ChatWriter {
  private count = 0;

  constructor(private readonly chat: ChatToExport) {}

  *item(item: RecordItem): Generator<string> {
    const separator = this.count === 0 ? '\n' : ',\n';
    this.count += 1;
    yield `${separator}${JSON.stringify(this.entry(item))}`;
  }

  document(summary: ChatSummary, items: string): string {
    const { room, now } = this.chat;
    const head = {
      format: 'deskmate-chat',
      version,
      exported: timestamp(now),
      ...(room && { room: { name: room.name, kind: room.kind } }),
      summary: this.summary(summary),
    };
    return `${JSON.stringify(head, undefined, 1).slice(0, -2)},\n "entries": [${items}\n ]\n}\n`;
  }

  private summary({ period, activeMs, people, files, patches }: ChatSummary) {
    return {
      ...(period && { from: timestamp(period.from), to: timestamp(period.to) }),
      activeMs,
      people,
      files,
      patches: patches.map((patch) => ({
        message: patch.id,
        author: patch.author,
        files: patch.card ? cardPaths(patch.card) : [],
        applied: this.applied(patch.applied),
      })),
    };
  }

  private entry(item: RecordItem) {
    const { entry } = item;
    const head = { id: entry.id, ...numbered(entry), time: timestamp(entry.time) };
    if (item.kind === 'event')
      return { ...head, kind: 'event', event: item.entry.event, text: item.text };
    return { ...head, kind: 'message', ...this.message(item.entry) };
  }

  private message(entry: MessageEntry) {
    const { author, authorName, text, edited, deleted, delivery, apart } = entry;
    const { reply, card, reactions, applied, withPin: pinned } = entry;
    return {
      author,
      name: authorName,
      own: entry.own,
      text,
      ...(edited && { edited }),
      ...(deleted && { deleted }),
      ...((delivery === 'queued' || delivery === 'unsent') && { sent: false }),
      ...(apart && { lost: true }),
      ...(reply && { reply }),
      ...(card && { card }),
      ...(reactions && {
        reactions: Object.entries(reactions).map(([emoji, members]) => ({
          emoji,
          members: members.map((member) => this.person(member)),
        })),
      }),
      ...(applied && { applied: this.applied(applied) }),
      ...(pinned && { pinned: { member: pinned.by, name: pinned.name } }),
    };
  }

  private applied(applied: Readonly<Record<string, Applied>> = {}) {
    return Object.entries(applied).map(([member, { files, of }]) => ({
      ...this.person(member),
      files,
      of,
    }));
  }

  /** A member by id, with its name if the log has it. */
  private person(member: string) {
    const name = this.chat.members.nameOf(member);
    return { member, ...(name !== undefined && { name }) };
  }
}

function numbered({ seq }: LogEntry) {
  return seq === undefined || seq === 0 ? {} : { seq };
}

/** ISO 8601 in UTC; null for a time that isn't one. */
function timestamp(time: number): string | null {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
