import { isByInvite } from '../../../protocol/room-kinds';
import type { LogEntry } from '../../../room/log/log-entry';
import type { RoomInfo } from '../../../room/session-state';
import { kindWords } from '../../../strings/kind-words';
import { eventWords } from '../../../strings/room-words';
import type { Translate } from '../../../strings/translate';
import { plainMarkdown } from '../../../text/markdown-text';
import { Names } from '../../../text/mentions';
import type { Members } from '../../messages/panel-message';
import { messageMarkdown } from './message-markdown';

export interface ChatToExport {
  readonly room: RoomInfo | undefined;
  readonly entries: readonly LogEntry[];
  readonly members: Members;
  /** BCP 47 tag of the language of dates. */
  readonly language: string;
  /** IANA name of the zone that times are told in; the computer's own when absent. */
  readonly timeZone?: string;
  /** When it is exported, ms since the Unix epoch. */
  readonly now: number;
}

/**
 * A room's log as a Markdown document: each day a heading, each message an item of a list, so that
 * nothing anybody wrote reaches beyond its own item.
 */
export function chatMarkdown(chat: ChatToExport, t: Translate): string {
  const { entries, language, timeZone } = chat;
  const dayFormat = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone });
  const timeFormat = new Intl.DateTimeFormat(language, { timeStyle: 'medium', timeZone });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const reading = { plain: !isByInviteRoom(chat), names: new Names(speakers(entries)) };
  const context = { ...chat, reading, entry: (id: string) => byId.get(id) };
  const lines = heading(chat, t);
  let day: string | undefined;
  for (const entry of entries) {
    const today = dayFormat.format(entry.time);
    if (today !== day) lines.push(`## ${plainMarkdown(today)}`, '');
    day = today;
    const time = timeFormat.format(entry.time);
    const said =
      entry.kind === 'message'
        ? messageMarkdown(entry, time, context, t)
        : [`*${time} · ${plainMarkdown(eventWords(entry.event, language, t).text)}*`];
    lines.push(...item(said), '');
  }
  return lines.join('\n');
}

/** What room it was, when, and who spoke. */
function heading({ room, entries, language, timeZone, now }: ChatToExport, t: Translate): string[] {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  });
  const name = plainMarkdown(room?.name ?? '');
  const spoke = speakers(entries);
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const [first, last] = [entries[0], entries.at(-1)];
  return [
    `# ${name || plainMarkdown(t('Chat'))}`,
    '',
    ...(room ? [`- ${t('Room: {0}', kindWords(room.kind, t).label)}`] : []),
    ...(first && last
      ? [`- ${t('Time: {0}', plainMarkdown(format.formatRange(first.time, last.time)))}`]
      : []),
    ...(spoke.length > 0
      ? [`- ${t('People who spoke: {0}', plainMarkdown(list.format(spoke)))}`]
      : []),
    `- ${t('Exported: {0}', plainMarkdown(format.format(now)))}`,
    '',
  ];
}

function speakers(entries: readonly LogEntry[]): string[] {
  const names = entries.flatMap((entry) => (entry.kind === 'message' ? entry.authorName : []));
  return [...new Set(names)];
}

function isByInviteRoom({ room }: ChatToExport): boolean {
  return isByInvite(room?.kind);
}

/** Lines as an item of a list. What is indented so cannot leave it, and ends with it. */
function item(lines: readonly string[]): string[] {
  return lines.map((line, index) => {
    if (index === 0) return `- ${line}`;
    return line === '' ? '' : `  ${line}`;
  });
}
