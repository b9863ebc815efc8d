import type { LogEntry, MessageEntry } from '../room/log/log-entry';
import { logLimit } from '../room/log/room-log';
import { type LinksOf, type MessageLink, parseMessageLink } from '../text/message-link';
import { nameInText, shortName } from './inline-text';
import { authorText } from './message-text';
import { quoteText } from './quote-text';
import type { Translate } from './translate';

/** How to word links. */
export interface LinkWording {
  /** BCP 47 tag of the language of dates. */
  readonly language: string;
  /** The IANA name of the time zone for times; absent: the computer's own. */
  readonly timeZone?: string | undefined;
  readonly t: Translate;
}

/** A log whose messages links may lead to. */
interface LinkedLog {
  /** Identifies its room in links. */
  room(): string | undefined;
  entries(): readonly LogEntry[];
  /** The entry with this id as it is now. */
  entry(id: string): LogEntry | undefined;
}

/** For links in a room that isn't looked at any further. */
export function unknownLinks(t: Translate): LinksOf {
  return () => () => ({ label: t('Link to a message') });
}

/**
 * Resolves the links in the messages of a log that no longer changes.
 * @param room what names the log's room in links
 */
export function linksInLog(
  room: string | undefined,
  entries: readonly LogEntry[],
  wording: LinkWording,
): LinksOf {
  let byId: ReadonlyMap<string, LogEntry> | undefined;
  const links = new LogLinks(
    {
      room: () => room,
      entries: () => entries,
      entry: (id) => {
        byId ??= new Map(entries.map((entry) => [entry.id, entry]));
        return byId.get(id);
      },
    },
    wording,
  );
  return links.of;
}

/** Finds the messages of a log that links lead to. Indexes the log when there is a first link. */
export class LogLinks {
  private ids: Map<string, string> | undefined;
  /** Entries are immutable, and many messages may link to the same one. */
  private readonly quotes = new WeakMap<MessageEntry, string>();
  private readonly day: Intl.DateTimeFormat;
  private readonly time: Intl.DateTimeFormat;
  private readonly dayAndTime: Intl.DateTimeFormat;

  constructor(
    private readonly log: LinkedLog,
    private readonly wording: LinkWording,
  ) {
    const { language, timeZone } = wording;
    this.day = new Intl.DateTimeFormat('en', { dateStyle: 'short', timeZone });
    this.time = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone });
    this.dayAndTime = new Intl.DateTimeFormat(language, {
      ...{ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZone },
    });
  }

  find({ room, seq, time }: MessageLink): MessageEntry | undefined {
    if (room !== this.log.room()) return undefined;
    this.ids ??= new Map(
      this.log.entries().flatMap((entry) => {
        const key = keyOf(entry);
        return key === undefined ? [] : [[key, entry.id]];
      }),
    );
    const id = this.ids.get(`${seq} ${time}`);
    const found = id === undefined ? undefined : this.log.entry(id);
    return found?.kind === 'message' ? found : undefined;
  }

  readonly of: LinksOf = ({ time: sent }) => {
    return (address) => {
      const { t } = this.wording;
      const link = parseMessageLink(address);
      const message = link && this.find(link);
      if (!message) return { label: t('Link to a message') };
      const { id, time } = message;
      const isSameDay = this.day.format(sent) === this.day.format(time);
      const when = (isSameDay ? this.time : this.dayAndTime).format(time);
      const name = nameInText(shortName(authorText(message, t), maxName));
      return { label: t('Message from {0} · {1}', name, when), id, quote: this.quoteOf(message) };
    };
  };

  private quoteOf(message: MessageEntry): string {
    const { t } = this.wording;
    // Links in what it says don't lead on from here.
    const quote = this.quotes.get(message) ?? quoteText(message, t, unknownLinks(t));
    this.quotes.set(message, quote);
    return quote;
  }

  /** The log has a new entry, or one has got its number. */
  add(entry: LogEntry): void {
    const key = keyOf(entry);
    if (key !== undefined) this.ids?.set(key, entry.id);
    // The log has dropped most of them.
    if ((this.ids?.size ?? 0) > 2 * logLimit) this.ids = undefined;
  }

  clear(): void {
    this.ids = undefined;
  }
}

/** The longest name in a link's label, in graphemes. */
const maxName = 24;

function keyOf({ kind, seq, time }: LogEntry): string | undefined {
  return kind === 'message' && seq !== undefined ? `${seq} ${time}` : undefined;
}
