import { createHash } from 'node:crypto';
import type { LogEntry, MessageEntry } from '../../room/log/log-entry';
import { logLimit } from '../../room/log/room-log';
import type { Session } from '../../room/session/session';
import { nameInText, shortName } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import {
  followedLinks,
  type LinksOf,
  type MessageLink,
  parseMessageLink,
} from '../../text/message-link';
import { BoundedMap } from '../../util/bounded-map';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { quoteText } from './panel-message';

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

/** Identifies a room in links: half of a digest of its pin, so that a link doesn't help anyone find the room. */
export function roomInLinks(pin: string): string {
  const digest = createHash('sha256').update(`deskmate message link ${pin}`).digest();
  return digest.subarray(0, 16).toString('base64url');
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
class LogLinks {
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
      const { id, authorName, time } = message;
      const isSameDay = this.day.format(sent) === this.day.format(time);
      const when = (isSameDay ? this.time : this.dayAndTime).format(time);
      const name = nameInText(shortName(authorName, maxName));
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

export interface LinkedMessagesDeps extends LinkWording {
  readonly session: Pick<
    Session,
    'firstPin' | 'shownLog' | 'entries' | 'entry' | 'onDidChangeState' | 'onDidChangeLog'
  >;
  /** The pin of a stored room. */
  pinOf(journalId: string): string | undefined;
}

/** Maximum number of rooms whose pins are remembered. */
const maxRooms = 100;

/** What links to messages lead to in the log that is shown. */
export class LinkedMessages implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  /** Fires when the log turns out to be that of another room than links were put into words for. */
  readonly onDidChange = this.changes.event;
  private readonly pins = new BoundedMap<string, string>(maxRooms);
  private readonly links: LogLinks;
  private asked: { readonly room: string | undefined } | undefined;
  private named: { readonly pin: string; readonly room: string } | undefined;

  constructor(private readonly deps: LinkedMessagesDeps) {
    const { session } = deps;
    const room = () => {
      this.asked = { room: this.room };
      return this.asked.room;
    };
    const entry = (id: string) => session.entry(id);
    this.links = new LogLinks({ room, entries: () => session.entries, entry }, deps);
    this.store.add(
      session.onDidChangeLog((change) => {
        if (change.type === 'entry') this.links.add(change.entry);
        else if (change.type === 'reset') this.links.clear();
      }),
    );
    this.store.add(session.onDidChangeState(() => this.compare()));
  }

  /** What names the room whose log is shown in links to its messages; undefined for a lab room's. */
  get room(): string | undefined {
    const pin = this.pin();
    if (pin === undefined) return undefined;
    if (this.named?.pin !== pin) this.named = { pin, room: roomInLinks(pin) };
    return this.named.room;
  }

  /** The message that a link leads to, if the log that is shown has it. */
  find(link: MessageLink): MessageEntry | undefined {
    return this.links.find(link);
  }

  readonly of: LinksOf = (message) => this.links.of(message);

  /** The ids of the messages that a text quotes by links. */
  idsIn(text: string): readonly string[] {
    const links = [...followedLinks(text).values()];
    return [...new Set(links.flatMap((link) => this.find(link)?.id ?? []))];
  }

  dispose(): void {
    this.store.dispose();
  }

  private pin(): string | undefined {
    const { session, pinOf } = this.deps;
    const id = session.shownLog?.journalId;
    const { firstPin: pin } = session;
    if (id === undefined) return pin;
    // Once the room has ended, its record may be erased.
    const known = pin ?? this.pins.get(id) ?? pinOf(id);
    if (known !== undefined) this.pins.set(id, known);
    return known;
  }

  private compare(): void {
    const { room } = this;
    if (!this.asked || this.asked.room === room) return;
    this.asked = undefined;
    this.changes.fire();
  }
}
