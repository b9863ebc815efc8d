import { isStandIn } from '../protocol/card-rules';
import type { LogEntry, MessageEntry, SystemEntry } from '../room/log/log-entry';
import type { RoomInfo } from '../room/room';
import { appliedByText } from '../strings/card-text';
import { isInvited } from '../strings/invited-room';
import { linksInLog } from '../strings/log-links';
import type { Members } from '../strings/member-names';
import { authorText, originTexts, readMessage } from '../strings/message-text';
import { quoteText } from '../strings/quote-text';
import { type ReactionText, reactionTexts } from '../strings/reaction-text';
import { eventText } from '../strings/room-text';
import type { Translate } from '../strings/translate';
import { actionOf } from '../text/action';
import type { Block } from '../text/blocks';
import { MentionNames, type ReadOptions } from '../text/mentions';
import type { LinksOf } from '../text/message-link';
import { cardBlocks, type ExportBlock } from './card-blocks';

/** A log to export, and how to write its dates. */
export interface ChatToExport {
  readonly room: RoomInfo | undefined;
  /** Identifies the room in links to its messages; absent for a lab room. */
  readonly linkRoom?: string | undefined;
  /** Don't change while the export reads them. */
  readonly entries: readonly LogEntry[];
  readonly members: Members;
  /** The language of dates as a BCP 47 tag. */
  readonly language: string;
  /** The IANA name of the time zone for times; absent: the computer's own. */
  readonly timeZone?: string;
  /** The time of the export, in milliseconds since the Unix epoch. */
  readonly now: number;
}

/** An entry of a log as all formats write it: in words, but without any format's marks. */
export type RecordItem = MessageItem | EventItem;

interface ItemBase {
  /** The day, if the item is its first one: "Tuesday, 4 March 2025". */
  readonly day: string | undefined;
  /** "12:00:05". */
  readonly time: string;
}

export interface EventItem extends ItemBase {
  readonly kind: 'event';
  readonly entry: SystemEntry;
  readonly text: string;
}

export interface MessageItem extends ItemBase {
  readonly kind: 'message';
  readonly entry: MessageEntry;
  /** Whose message it is, in words. */
  readonly author: string;
  /** The states of the message that readers must know: "edited", "not sent". */
  readonly marks: readonly string[];
  /** Instead of content, if the message was deleted: the words for that. */
  readonly deleted: string | undefined;
  readonly quote: RecordQuote | undefined;
  /** Whether the text says what the author does (/me); it then follows the author's name. */
  readonly isAction: boolean;
  /** The text, parsed; empty when the text only stands in for a card. */
  readonly blocks: readonly Block[];
  readonly parts: readonly ExportBlock[];
  /** Who applied its patch, and how much of it, in words. */
  readonly applied: readonly string[];
  readonly reactions: readonly ReactionText[];
}

/** The message that another one replies to. */
export interface RecordQuote {
  /** Its id in the log, and its author; absent when the log no longer has it. */
  readonly id?: string;
  readonly author?: string;
  readonly text: string;
}

/** Reads a log's entries, in order. Each takes little time: the longest text takes under 50 ms. */
export class ChatReader {
  private readonly dayFormat: Intl.DateTimeFormat;
  private readonly timeFormat: Intl.DateTimeFormat;
  private readonly byId: ReadonlyMap<string, LogEntry>;
  private readonly reading: ReadOptions;
  private readonly linksOf: LinksOf;
  private day: string | undefined;

  constructor(
    private readonly chat: ChatToExport,
    private readonly t: Translate,
  ) {
    const { entries, language, room, linkRoom, timeZone } = chat;
    this.dayFormat = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone });
    this.timeFormat = new Intl.DateTimeFormat(language, { timeStyle: 'medium', timeZone });
    this.byId = new Map(entries.map((entry) => [entry.id, entry]));
    this.linksOf = linksInLog(linkRoom, entries, { language, timeZone, t });
    this.reading = { plain: !isInvited(room), names: new MentionNames(speakers(entries)) };
  }

  read(entry: LogEntry): RecordItem {
    const { language } = this.chat;
    const day = this.dayFormat.format(entry.time);
    const base = {
      day: day === this.day ? undefined : day,
      time: this.timeFormat.format(entry.time),
    };
    this.day = day;
    return entry.kind === 'message'
      ? { ...base, ...this.message(entry) }
      : { ...base, kind: 'event', entry, text: eventText(entry.event, language, this.t).text };
  }

  private message(entry: MessageEntry): Omit<MessageItem, keyof ItemBase> {
    const { t } = this;
    const { language, members } = this.chat;
    const { card, deleted, reactions, text } = entry;
    const author = authorText(entry, t);
    const head = { kind: 'message', entry, author, marks: marks(entry, t) } as const;
    if (deleted) {
      const none = { quote: undefined, blocks: [], parts: [], applied: [], reactions: [] };
      return { ...head, ...none, isAction: false, deleted: t('This message was deleted') };
    }
    return {
      ...head,
      deleted: undefined,
      quote: this.quote(entry),
      isAction: actionOf(text) !== undefined,
      blocks: isStandIn(text, card)
        ? []
        : readMessage(text, { ...this.reading, links: this.linksOf(entry) }),
      parts: card ? cardBlocks(card, t) : [],
      applied: appliedText(entry, members, t),
      reactions: reactions ? reactionTexts(reactions, inDocument(members), language, t) : [],
    };
  }

  private quote({ reply }: MessageEntry): RecordQuote | undefined {
    if (!reply) return undefined;
    const target = reply.id === undefined ? undefined : this.byId.get(reply.id);
    if (target?.kind !== 'message') return { text: this.t('an earlier message') };
    return {
      id: target.id,
      author: authorText(target, this.t),
      text: quoteText(target, this.t, this.linksOf),
    };
  }
}

function marks(entry: MessageEntry, t: Translate): string[] {
  const { edited, delivery, apart, withPin: pinned } = entry;
  const unsent = delivery === 'queued' || delivery === 'unsent';
  return [
    ...originTexts(entry, t),
    ...(edited ? [t('edited')] : []),
    ...(pinned ? [t('pinned')] : []),
    ...(unsent ? [t('not sent')] : []),
    ...(apart ? [t('lost by the host')] : []),
  ];
}

/** Who applied a message's patch, and how much of it: the log knows that from each member's own report. */
export function appliedText(
  { applied = {} }: MessageEntry,
  members: Members,
  t: Translate,
): readonly string[] {
  return Object.entries(applied).map(([member, how]) =>
    appliedByText(members.nameOf(member) ?? t('someone'), how, t),
  );
}

function speakers(entries: readonly LogEntry[]): string[] {
  const names = entries.flatMap((entry) => (entry.kind === 'message' ? entry.authorName : []));
  return [...new Set(names)];
}

/** In a document, the reader isn't “you”: everyone has a name. */
function inDocument(members: Members): Members {
  return { nameOf: (id) => members.nameOf(id), isSelf: () => false };
}
