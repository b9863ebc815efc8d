import type { FileCard } from '../../protocol/card';
import { isQueued, type LogEntry, type MessageEntry } from '../../room/log/log-entry';
import { logLimit } from '../../room/log/room-log';
import type { SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { MemberColors } from '../../strings/member-colors';
import { MemberNames } from '../../strings/member-names';
import { isMentioned } from '../../strings/message-text';
import { quoteText } from '../../strings/quote-text';
import type { Translate } from '../../strings/translate';
import { ReadOptionsCache } from '../../text/mentions';
import type { PanelMessage } from '../../webview/messages';
import type { Hue } from '../../webview/status-messages';
import type { CardNotes } from '../code/card-notes';
import type { ReceivedFiles } from '../files/received-files';
import type { Nicknames } from '../rooms/nicknames';
import type { LinkedMessages } from './linked-messages';
import { panelMessage } from './panel-message';

export interface MessageWordingDeps {
  readonly session: Pick<Session, 'state' | 'entries' | 'entry'>;
  readonly notes: Pick<CardNotes, 'get' | 'appliedOf'>;
  readonly nicknames: Pick<Nicknames, 'shown'>;
  readonly received: Pick<ReceivedFiles, 'stateOf'>;
  readonly linked: Pick<LinkedMessages, 'of' | 'idsIn'>;
  readonly bookmarks: { has(entry: LogEntry): boolean };
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

/**
 * Turns log entries into the panel's messages. Resolves what they refer to: people, quoted messages, and what happened
 * to cards.
 */
export class MessageWording {
  private readonly unsent = new UnsentMessages();
  private readonly people = new MemberNames();
  private readonly hues = new MemberColors(() =>
    this.deps.session.state.members.map(({ id }) => id),
  );
  private readonly replies = new ReplyIndex(
    (message) => quoteText(message, this.deps.t, this.deps.linked.of),
    ({ text }) => this.deps.linked.idsIn(text),
  );
  private readonly readings = new ReadOptionsCache();
  private readonly find = (id: string) => this.deps.session.entry(id);

  constructor(private readonly deps: MessageWordingDeps) {}

  /** All names that the user has or had in this room. */
  get ownNames(): readonly string[] {
    return this.people.ownNames;
  }

  /** The color of a member. */
  readonly hueOf = (memberId: string): Hue => this.hues.of(memberId);

  /** A log entry as the panel shows it now. */
  panelMessage(entry: LogEntry): PanelMessage {
    const { session, notes, linked, bookmarks, nicknames, received, language, t } = this.deps;
    const context = {
      unsent: this.unsent.has(entry),
      invited: isInvited(session.state.room),
      language,
      hueOf: this.hueOf,
      entry: this.find,
      nameOf: (id: string) => this.people.nameOf(id),
      isSelf: (id: string) => this.people.isSelf(id),
      shown: nicknames.shown,
      linksOf: linked.of,
      isMention: (message: MessageEntry) => this.isMention(message),
      note: (id: string, file?: number) => notes.get(id, file),
      appliedHere: (id: string) => notes.appliedOf(id),
      fileState: (id: string, card: FileCard) => received.stateOf(id, card),
      isBookmarked: (message: MessageEntry) => bookmarks.has(message),
    };
    return panelMessage(entry, context, t);
  }

  /** Whether a message mentions the user or replies to them. Only invite rooms have mentions. */
  isMention(entry: LogEntry): boolean {
    if (entry.kind !== 'message' || entry.own || entry.deleted) return false;
    const { state } = this.deps.session;
    if (!isInvited(state.room)) return false;
    const { text, reply } = entry;
    const target = reply?.id === undefined ? undefined : this.find(reply.id);
    if (target?.kind === 'message' && target.own) return true;
    const { members } = state;
    const { ownNames } = this;
    return isMentioned(text, this.readings.for({ invited: true, members, ownNames }));
  }

  /**
   * Records a new or amended entry. Call it before {@link panelMessage}.
   * @returns the entries whose quote of this one changed
   */
  update(entry: LogEntry): readonly LogEntry[] {
    this.people.addEntry(entry);
    return this.replies.update(entry, this.find).flatMap((id) => this.find(id) ?? []);
  }

  /** Records the names of the present members. Call it before {@link panelMessage}. */
  updateMembers(state: SessionState): void {
    this.people.addMembers(state);
  }

  /** The room ended. Returns the messages that are lost with it. */
  giveUp(): readonly LogEntry[] {
    return this.unsent.giveUp(this.deps.session.entries);
  }

  /** The room is back. Returns the messages that are sent after all. */
  revive(): readonly LogEntry[] {
    return this.unsent.revive(this.deps.session.entries);
  }

  /** Starts over after the session replaced its log. */
  reset(): void {
    const { entries, state } = this.deps.session;
    this.unsent.reset();
    this.hues.reset();
    this.people.reset();
    for (const entry of entries) this.people.addEntry(entry);
    this.people.addMembers(state);
    this.replies.reset(entries, this.find);
  }
}

/** A message that has replies, or to which links lead. */
interface ReplyTarget {
  /** The quote of it that the replies show. */
  quote: string;
  /** Ids of the replies and of the messages with links. */
  readonly replies: Set<string>;
}

/** Tracks which messages reply or link to which, so that quotes change with the quoted message. */
export class ReplyIndex {
  private readonly targets = new Map<string, ReplyTarget>();
  /** The number of replies in all targets. */
  private size = 0;

  /** The size at which replies are looked for that the log has dropped. */
  private maxSize = 2 * logLimit;

  /**
   * @param quote returns the quote of a message as it is now
   * @param linked returns the ids of the messages that the links in a message lead to
   */
  constructor(
    private readonly quote: (message: MessageEntry) => string,
    private readonly linked: (message: MessageEntry) => readonly string[] = () => [],
  ) {}

  /**
   * Records a new or amended entry.
   * @param find returns the entry with an id, while the log holds it
   * @returns the ids of the messages whose quote of it changed
   */
  update(entry: LogEntry, find: (id: string) => LogEntry | undefined): readonly string[] {
    if (entry.kind !== 'message') return [];
    this.addMessage(entry, find);
    const known = this.targets.get(entry.id);
    if (!known) return [];
    const quote = this.quote(entry);
    if (quote === known.quote) return [];
    known.quote = quote;
    return [...known.replies];
  }

  /** Starts over with the entries of another log. */
  reset(entries: readonly LogEntry[], find: (id: string) => LogEntry | undefined): void {
    this.targets.clear();
    this.size = 0;
    for (const entry of entries) if (entry.kind === 'message') this.addMessage(entry, find);
  }

  private addMessage(entry: MessageEntry, find: (id: string) => LogEntry | undefined): void {
    const { id, reply } = entry;
    if (reply?.id !== undefined) this.add(id, find(reply.id), find);
    for (const target of this.linked(entry)) this.add(id, find(target), find);
  }

  private add(
    id: string,
    target: LogEntry | undefined,
    find: (id: string) => LogEntry | undefined,
  ): void {
    if (target?.kind !== 'message') return;
    const known = this.targets.get(target.id) ?? { quote: this.quote(target), replies: new Set() };
    if (known.replies.has(id)) return;
    known.replies.add(id);
    this.targets.set(target.id, known);
    this.size += 1;
    // The log drops its oldest entries one by one; cleaning up rarely keeps each update cheap.
    if (this.size <= this.maxSize) return;
    this.forgetLost(find);
    this.maxSize = Math.max(2 * logLimit, 2 * this.size);
  }

  private forgetLost(find: (id: string) => LogEntry | undefined): void {
    this.size = 0;
    for (const [id, { replies }] of this.targets) {
      for (const reply of replies) if (!find(reply)) replies.delete(reply);
      if (replies.size === 0 || !find(id)) this.targets.delete(id);
      else this.size += replies.size;
    }
  }
}

/** Tracks the queued messages that will never be sent, because their room ended first. */
class UnsentMessages {
  private readonly ids = new Set<string>();

  has(entry: LogEntry): boolean {
    return isQueued(entry) && this.ids.has(entry.id);
  }

  /** Marks all queued messages as lost when the room ends. Returns those it didn't mark before. */
  giveUp(entries: readonly LogEntry[]): readonly MessageEntry[] {
    const lost = entries.filter(isQueued).filter(({ id }) => !this.ids.has(id));
    for (const { id } of lost) this.ids.add(id);
    return lost;
  }

  /** Unmarks all messages when the room is back. Returns those that are sent after all. */
  revive(entries: readonly LogEntry[]): readonly MessageEntry[] {
    if (this.ids.size === 0) return [];
    const revived = entries.filter(isQueued).filter(({ id }) => this.ids.has(id));
    this.ids.clear();
    return revived;
  }

  reset(): void {
    this.ids.clear();
  }
}
