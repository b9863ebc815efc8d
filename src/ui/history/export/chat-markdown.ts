import { cardStandIn } from '../../../protocol/card';
import type { LogEntry, MessageEntry } from '../../../room/log/log-entry';
import type { RoomInfo } from '../../../room/room';
import { isInvited } from '../../../strings/invited-room';
import { kindWords } from '../../../strings/kind-words';
import { readMessage } from '../../../strings/message-words';
import { eventWords } from '../../../strings/room-words';
import type { Translate } from '../../../strings/translate';
import { actionOf } from '../../../text/action';
import { plainMarkdown } from '../../../text/markdown-text';
import { Names, type Reading } from '../../../text/mentions';
import { cardView } from '../../messages/card-types';
import { type Members, panelReactions, quoteWords } from '../../messages/panel-message';
import { textMarkdown } from './text-markdown';

/** A log to export, and how to write its dates. */
export interface ChatToExport {
  readonly room: RoomInfo | undefined;
  readonly entries: readonly LogEntry[];
  readonly members: Members;
  /** The language of dates as a BCP 47 tag. */
  readonly language: string;
  /** The IANA name of the time zone for times; absent: the computer's own. */
  readonly timeZone?: string;
  /** The time of the export, in milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * A room's log as a Markdown document: each day is a heading and each message a list item, so that no
 * message can affect anything outside its item.
 */
export function chatMarkdown(chat: ChatToExport, t: Translate): string {
  const { entries, language, timeZone } = chat;
  const dayFormat = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone });
  const timeFormat = new Intl.DateTimeFormat(language, { timeStyle: 'medium', timeZone });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const reading = { plain: !isInvited(chat.room), names: new Names(speakers(entries)) };
  const context = { ...chat, reading, entry: (id: string) => byId.get(id) };
  const lines = heading(chat, t);
  let day: string | undefined;
  for (const entry of entries) {
    const entryDay = dayFormat.format(entry.time);
    if (entryDay !== day) lines.push(`## ${plainMarkdown(entryDay)}`, '');
    day = entryDay;
    const time = timeFormat.format(entry.time);
    const content =
      entry.kind === 'message'
        ? messageMarkdown(entry, time, context, t)
        : [`*${time} · ${plainMarkdown(eventWords(entry.event, language, t).text)}*`];
    lines.push(...listItem(content), '');
  }
  return lines.join('\n');
}

/** The document's heading: the room, the period, and who spoke. */
function heading({ room, entries, language, timeZone, now }: ChatToExport, t: Translate): string[] {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  });
  const name = plainMarkdown(room?.name ?? '');
  const names = speakers(entries);
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const [first, last] = [entries[0], entries.at(-1)];
  return [
    `# ${name || plainMarkdown(t('Chat'))}`,
    '',
    ...(room ? [`- ${t('Room: {0}', kindWords(room.kind, t).label)}`] : []),
    ...(first && last
      ? [`- ${t('Time: {0}', plainMarkdown(format.formatRange(first.time, last.time)))}`]
      : []),
    ...(names.length > 0
      ? [`- ${t('People who spoke: {0}', plainMarkdown(list.format(names)))}`]
      : []),
    `- ${t('Exported: {0}', plainMarkdown(format.format(now)))}`,
    '',
  ];
}

function speakers(entries: readonly LogEntry[]): string[] {
  const names = entries.flatMap((entry) => (entry.kind === 'message' ? entry.authorName : []));
  return [...new Set(names)];
}

/** Lines as a list item. Their indentation keeps them inside it. */
function listItem(lines: readonly string[]): string[] {
  return lines.map((line, index) => {
    if (index === 0) return `- ${line}`;
    return line === '' ? '' : `  ${line}`;
  });
}

/** What the Markdown of a message needs besides the message. */
interface ExportContext {
  readonly members: Members;
  /** How to read the room's texts. */
  readonly reading: Reading;
  /** The language for lists of names, as a BCP 47 tag. */
  readonly language: string;
  /** The entry with this id, if the log contains it. */
  entry(id: string): LogEntry | undefined;
}

/**
 * The lines of a document for one message: author and time, the message it replies to, its content, and the
 * reactions.
 */
function messageMarkdown(
  entry: MessageEntry,
  time: string,
  context: ExportContext,
  t: Translate,
): string[] {
  const head = [`**${plainMarkdown(entry.authorName)}** ${time}`, ...marks(entry, t)].join(' · ');
  if (entry.deleted) return [head, '', `*${t('This message was deleted')}*`];
  const { card, text, reactions } = entry;
  const isStandIn = card !== undefined && text === cardStandIn(card);
  const parts = [
    [head],
    quote(entry, context, t),
    isStandIn ? [] : saidMarkdown(entry, context.reading),
    card ? cardView(card).markdown(card, t) : [],
    reactions ? [reactionLine(reactions, context, t)] : [],
  ];
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index ? ['', ...part] : part));
}

/** A message's text; what its author does stands beside their name. */
function saidMarkdown({ text, authorName }: MessageEntry, reading: Reading): string[] {
  const lines = textMarkdown(readMessage(text, reading));
  if (actionOf(text) === undefined) return lines;
  return lines.map((line, index) => (index === 0 ? `${plainMarkdown(authorName)} ${line}` : line));
}

/** The states of a message that readers must know. */
function marks({ edited, delivery, apart }: MessageEntry, t: Translate): string[] {
  const unsent = delivery === 'queued' || delivery === 'unsent';
  return [
    ...(edited ? [t('edited')] : []),
    ...(unsent ? [t('not sent')] : []),
    ...(apart ? [t('lost by the host')] : []),
  ];
}

function quote({ reply }: MessageEntry, { entry }: ExportContext, t: Translate): string[] {
  if (!reply) return [];
  const target = reply.id === undefined ? undefined : entry(reply.id);
  if (target?.kind !== 'message') return [`> ${t('an earlier message')}`];
  return [`> **${plainMarkdown(target.authorName)}** ${plainMarkdown(quoteWords(target, t))}`];
}

function reactionLine(
  reactions: NonNullable<MessageEntry['reactions']>,
  { members, language }: ExportContext,
  t: Translate,
): string {
  return panelReactions(reactions, members, language, t)
    .map(({ emoji, title }) => `${plainMarkdown(emoji)} ${plainMarkdown(title)}`)
    .join(' · ');
}
