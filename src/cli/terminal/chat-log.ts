import { isQueued, type LogEntry, type MessageEntry } from '../../room/log/log-entry';
import { type LogChange, logLimit } from '../../room/log/room-log';
import type { Session } from '../../room/session/session';
import { isInvited } from '../../strings/invited-room';
import { authorText, isMentioned } from '../../strings/message-text';
import type { Translate } from '../../strings/translate';
import { ReadOptionsCache } from '../../text/mentions';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import { dim, type Line } from './colors';
import { dayLine, dayOf, eventLine, messageLines, unreadLine } from './message-lines';

export interface ChatLogDeps {
  readonly session: Pick<Session, 'state' | 'entries' | 'entry'>;
  readonly clock: Clock;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
  /** Prints lines that stay. @param isForUser whether one of them mentions the user or replies to them */
  print(lines: readonly Line[], isForUser?: boolean): void;
}

/** Messages of an older log that are printed at the start. */
const maxEarlier = 200;
/** How long the user must not have typed for the next message to count as unread, in ms. */
const unreadMs = 60_000;

/** What was printed of a message. */
interface Printed {
  readonly number: number;
  readonly message: MessageEntry;
}

/**
 * The room's log as a terminal prints it: once, in order. What was printed stays, so a change to a message becomes a
 * line of its own. A message of the user is printed when the hub has numbered it.
 */
export class ChatLog {
  /** By the message's id. */
  private readonly printed = new BoundedMap<string, Printed>(2 * logLimit);
  private readonly events = new BoundedMap<string, string>(logLimit);
  private readonly readings = new ReadOptionsCache();
  private readonly ownNames = new Set<string>();
  /** The last number given in a room whose protocol has none. */
  private lastNumber = 0;
  private lastDay: string;
  private typedAt: number;
  private hasUnreadLine = false;

  constructor(private readonly deps: ChatLogDeps) {
    const now = deps.clock.now();
    this.typedAt = now;
    // Nobody needs to be told that it is today.
    this.lastDay = dayOf(now);
  }

  /** Prints the log as it is now, or its end. */
  start(): void {
    const { session, t } = this.deps;
    const { entries } = session;
    const earlier = entries.length - maxEarlier;
    for (const entry of entries.slice(0, Math.max(0, earlier))) this.skip(entry);
    if (earlier > 0) this.deps.print([[dim(`--- ${t('{0} earlier lines', earlier)} ---`)]]);
    for (const entry of entries.slice(-maxEarlier)) this.add(entry, false);
  }

  apply(change: LogChange): void {
    if (change.type === 'entry') this.add(change.entry, true);
    if (change.type === 'reset') {
      if (!change.isSameRoom) this.forget();
      for (const entry of this.deps.session.entries) this.add(entry, true);
    }
  }

  /** The user types, so everything printed so far counts as read. */
  typed(): void {
    this.typedAt = this.deps.clock.now();
    this.hasUnreadLine = false;
  }

  /** The message that this number names; undefined if it isn't here any more. */
  find(number: number): MessageEntry | undefined {
    for (const [id, printed] of this.printed) {
      if (number === 0 || printed.number !== number) continue;
      const entry = this.deps.session.entry(id);
      return entry?.kind === 'message' ? entry : undefined;
    }
    return undefined;
  }

  /** The number of a message; undefined if it wasn't printed or has none. */
  numberOf(id: string): number | undefined {
    return this.printed.get(id)?.number || undefined;
  }

  /** The user's messages that the hub doesn't have yet. */
  get pending(): readonly MessageEntry[] {
    return this.deps.session.entries.filter(isQueued);
  }

  /** All lines of a message. */
  whole(message: MessageEntry): readonly Line[] {
    return this.linesOf(message, this.numberOf(message.id) ?? 0, true);
  }

  private forget(): void {
    this.printed.clear();
    this.events.clear();
    this.lastNumber = 0;
  }

  /** Counts an entry without printing it. */
  private skip(entry: LogEntry): void {
    if (entry.kind === 'system') this.events.set(entry.id, entry.event.type);
    else this.printed.set(entry.id, { number: this.nextNumber(entry), message: entry });
  }

  /** @param isNew whether it has just come */
  private add(entry: LogEntry, isNew: boolean): void {
    if (entry.kind === 'system') {
      // One that counts is amended all the time.
      if (this.events.has(entry.id)) return;
      this.events.set(entry.id, entry.event.type);
      this.printEntry(entry, [eventLine(entry, this.deps.language, this.deps.t)]);
      return;
    }
    const known = this.printed.get(entry.id);
    // The hub lost it, and will number it again.
    if (isQueued(entry)) this.printed.delete(entry.id);
    else if (known) this.change(known, entry);
    else this.addMessage(entry, isNew);
  }

  private addMessage(message: MessageEntry, isNew: boolean): void {
    const number = this.nextNumber(message);
    this.printed.set(message.id, { number, message });
    const isUnread =
      isNew &&
      !message.own &&
      this.deps.clock.now() - this.typedAt > unreadMs &&
      !this.hasUnreadLine;
    if (isUnread) {
      this.hasUnreadLine = true;
      this.deps.print([unreadLine(this.deps.t)]);
    }
    this.printEntry(message, this.linesOf(message, number), isNew && this.isMention(message));
  }

  private printEntry(entry: LogEntry, lines: readonly Line[], isForUser = false): void {
    const day = dayOf(entry.time);
    const isNewDay = day !== this.lastDay;
    this.lastDay = day;
    const { print, language } = this.deps;
    print(isNewDay ? [dayLine(entry.time, language), ...lines] : lines, isForUser);
  }

  /** Says what has changed in a message that was printed. */
  private change(known: Printed, message: MessageEntry): void {
    this.printed.set(message.id, { ...known, message });
    const lines = this.changeLines(known, message);
    if (lines.length > 0) this.deps.print(lines);
  }

  private changeLines({ number, message: before }: Printed, now: MessageEntry): readonly Line[] {
    const { t } = this.deps;
    const name = authorText(now, t);
    if (before.deleted) return [];
    if (now.deleted) return [[dim(`-- ${t('{0} deleted #{1}.', name, number)}`)]];
    if (now.text !== before.text) {
      // A lab message that goes on, as the program of its author has sent it in parts.
      if (!now.edited && now.text.startsWith(before.text)) {
        return this.linesOf({ ...now, text: now.text.slice(before.text.length) }, number);
      }
      return [[dim(`-- ${t('{0} edited #{1}:', name, number)}`)], ...this.linesOf(now, number)];
    }
    return [
      ...this.reactionLines(before, now, number),
      ...(now.withPin && !before.withPin
        ? [[dim(`-- ${t('{0} pinned #{1}.', now.withPin.name, number)}`)]]
        : []),
    ];
  }

  private reactionLines(before: MessageEntry, now: MessageEntry, number: number): readonly Line[] {
    const { session, t } = this.deps;
    const { members } = session.state;
    return Object.entries(now.reactions ?? {}).flatMap(([emoji, ids]) => {
      const earlier = new Set(new Map(Object.entries(before.reactions ?? {})).get(emoji));
      return ids
        .filter((id) => !earlier.has(id))
        .map((id): Line => {
          const name = members.find((member) => member.id === id)?.name ?? t('someone');
          return [dim(`-- ${t('{0} reacted to #{1}: {2}', name, number, emoji)}`)];
        });
    });
  }

  private linesOf(message: MessageEntry, number: number, isWhole = false): readonly Line[] {
    const { language, t } = this.deps;
    const isMention = this.isMention(message);
    return messageLines(message, {
      ...{ number, isMention, isWhole, language, t, target: this.targetOf(message) },
    });
  }

  private targetOf({ reply }: MessageEntry) {
    const message = reply?.id === undefined ? undefined : this.deps.session.entry(reply.id);
    const number = reply?.id === undefined ? undefined : this.numberOf(reply.id);
    return message?.kind === 'message' && number !== undefined ? { message, number } : undefined;
  }

  /** Whether a message mentions the user or replies to them. Only invite rooms have mentions. */
  private isMention(message: MessageEntry): boolean {
    const { room, members } = this.deps.session.state;
    for (const { self, name } of members) if (self) this.ownNames.add(name);
    if (message.own || message.deleted || !isInvited(room)) return false;
    if (this.targetOf(message)?.message.own) return true;
    const reading = { invited: true, members, ownNames: [...this.ownNames] };
    return isMentioned(message.text, this.readings.for(reading));
  }

  /** The hub's number, the same for all members; one of this terminal's own in a room that has none. */
  private nextNumber({ seq }: MessageEntry): number {
    if (seq !== undefined) return seq;
    // One that the hub rejected has no number and never will.
    if (isInvited(this.deps.session.state.room)) return 0;
    this.lastNumber += 1;
    return this.lastNumber;
  }
}
