import type { LogEntry, MessageEntry } from '../../room/log/log-entry';
import { logLimit } from '../../room/log/room-log';
import type { SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { isMentioned } from '../../strings/message-words';
import type { Translate } from '../../strings/translate';
import { Readings } from '../../text/mentions';
import type { Hue, PanelMessage } from '../../webview/messages';
import type { CardNotes } from '../code/card-notes';
import { Hues, KnownPeople } from './known-people';
import { panelMessage, quoteWords } from './panel-message';

/** Which of the queued messages will never go out, because their room was over before. */
class Unsent {
  private readonly ids = new Set<string>();

  has(entry: LogEntry): boolean {
    return isQueued(entry) && this.ids.has(entry.id);
  }

  /** The room is over; gives the messages that are lost with it. */
  giveUp(entries: readonly LogEntry[]): readonly MessageEntry[] {
    const lost = entries.filter(isQueued).filter(({ id }) => !this.ids.has(id));
    for (const { id } of lost) this.ids.add(id);
    return lost;
  }

  /** The room is back, and with it what was queued there; gives the messages that go out after all. */
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

function isQueued(entry: LogEntry): entry is MessageEntry {
  return entry.kind === 'message' && entry.delivery === 'queued';
}

export interface MessageWordingParts {
  readonly session: Pick<Session, 'state' | 'entries' | 'entry'>;
  readonly notes: Pick<CardNotes, 'get'>;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

/** Words the entries of the log, with all they refer to: people, other messages, what came of cards. */
export class MessageWording {
  private readonly unsent = new Unsent();
  private readonly people = new KnownPeople();
  private readonly hues = new Hues(() => this.parts.session.state.members.map(({ id }) => id));
  private readonly replies = new ReplyIndex((message) => quoteWords(message, this.parts.t));
  private readonly readings = new Readings();
  private readonly find = (id: string) => this.parts.session.entry(id);

  constructor(private readonly parts: MessageWordingParts) {}

  /** All that the person at this window is or was called here. */
  get ownNames(): readonly string[] {
    return this.people.ownNames;
  }

  /** The colour of a member. */
  readonly hueOf = (memberId: string): Hue => this.hues.of(memberId);

  word(entry: LogEntry): PanelMessage {
    const { session, notes, language, t } = this.parts;
    const context = {
      unsent: this.unsent.has(entry),
      invited: isInvited(session.state.room),
      language,
      hueOf: this.hueOf,
      entry: this.find,
      nameOf: (id: string) => this.people.nameOf(id),
      isSelf: (id: string) => this.people.isSelf(id),
      isMention: (message: MessageEntry) => this.isMention(message),
      note: (id: string, file?: number) => notes.get(id, file),
    };
    return panelMessage(entry, context, t);
  }

  /** Whether a message mentions the person at this window, or answers them. */
  isMention(entry: LogEntry): boolean {
    if (entry.kind !== 'message' || entry.own || entry.deleted) return false;
    const { state } = this.parts.session;
    if (!isInvited(state.room)) return false;
    const { text, reply } = entry;
    const answered = reply?.id === undefined ? undefined : this.find(reply.id);
    if (answered?.kind === 'message' && answered.own) return true;
    const { members } = state;
    const { ownNames } = this;
    return isMentioned(text, this.readings.for({ invited: true, members, ownNames }));
  }

  /** Takes in an entry, new or amended, before it is worded; gives others to be worded anew for it. */
  take(entry: LogEntry): readonly LogEntry[] {
    this.people.hear(entry);
    return this.replies.take(entry, this.find).flatMap((id) => this.find(id) ?? []);
  }

  /** Takes in who is there now, before anything is worded. */
  meet(state: SessionState): void {
    this.people.meet(state);
  }

  /** The room is over; gives the messages that are lost with it. */
  giveUp(): readonly LogEntry[] {
    return this.unsent.giveUp(this.parts.session.entries);
  }

  /** The room is back; gives the messages that go out after all. */
  revive(): readonly LogEntry[] {
    return this.unsent.revive(this.parts.session.entries);
  }

  /** Another log took this one's place. */
  reset(): void {
    const { entries, state } = this.parts.session;
    this.unsent.reset();
    this.hues.reset();
    this.people.reset();
    for (const entry of entries) this.people.hear(entry);
    this.people.meet(state);
    this.replies.reset(entries, this.find);
  }
}

interface Answered {
  /** How the answers quote it. */
  quote: string;
  readonly answers: Set<string>;
}

/** Which messages quote which, so that the quotes follow what becomes of the quoted message. */
export class ReplyIndex {
  private readonly answered = new Map<string, Answered>();
  private size = 0;

  /** @param quote how a message is quoted now */
  constructor(private readonly quote: (message: MessageEntry) => string) {}

  /**
   * Takes in an entry, new or amended; gives the ids of those that quote it otherwise now.
   * @param find the entry of an id, while the log holds it
   */
  take(entry: LogEntry, find: (id: string) => LogEntry | undefined): readonly string[] {
    if (entry.kind !== 'message') return [];
    this.note(entry, find);
    const known = this.answered.get(entry.id);
    if (!known) return [];
    const quote = this.quote(entry);
    if (quote === known.quote) return [];
    known.quote = quote;
    return [...known.answers];
  }

  /** Another log took this one's place. */
  reset(entries: readonly LogEntry[], find: (id: string) => LogEntry | undefined): void {
    this.answered.clear();
    this.size = 0;
    for (const entry of entries) if (entry.kind === 'message') this.note(entry, find);
  }

  private note({ id, reply }: MessageEntry, find: (id: string) => LogEntry | undefined): void {
    const target = reply?.id === undefined ? undefined : find(reply.id);
    if (target?.kind !== 'message') return;
    const known = this.answered.get(target.id) ?? { quote: this.quote(target), answers: new Set() };
    if (known.answers.has(id)) return;
    known.answers.add(id);
    this.answered.set(target.id, known);
    this.size += 1;
    // Rarely: a log forgets its oldest entries one by one.
    if (this.size > 2 * logLimit) this.forgetLost(find);
  }

  private forgetLost(find: (id: string) => LogEntry | undefined): void {
    this.size = 0;
    for (const [id, { answers }] of this.answered) {
      for (const answer of answers) if (!find(answer)) answers.delete(answer);
      if (answers.size === 0 || !find(id)) this.answered.delete(id);
      else this.size += answers.size;
    }
  }
}
