import { cardPaths } from '../protocol/card-rules';
import type { ChatToExport, RecordItem } from './chat-record';
import type { ChatSummary } from './chat-summary';
import type { ChatWriter } from './chat-writer';
import { appliedJson, entryJson, timestamp } from './entry-json';

/** Increases when a program that reads an earlier version would misread this one. See docs/EXPORT.md. */
const version = 1;

/** Writes a chat for programs, as docs/EXPORT.md describes. Each entry is on a line of its own. */
export class JsonWriter implements ChatWriter {
  private count = 0;
  private readonly nameOf = (member: string) => this.chat.members.nameOf(member);

  constructor(private readonly chat: ChatToExport) {}

  *item(item: RecordItem): Generator<string> {
    const separator = this.count === 0 ? '\n' : ',\n';
    this.count += 1;
    const text = item.kind === 'event' ? item.text : '';
    yield `${separator}${JSON.stringify(entryJson(item.entry, this.nameOf, text))}`;
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
        applied: appliedJson(patch.applied ?? {}, this.nameOf),
      })),
    };
  }
}
