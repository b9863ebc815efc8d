import { anonymousText } from '../../protocol/anonymous-text';
import { cardFile, cleanCard } from '../../protocol/card-rules';
import type { ClassToHub } from '../../protocol/class-frames';
import { fitsEntry, normalizeMessageText } from '../../protocol/message-text';
import type { RefusalCode } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { Draft } from '../decisions/decide';
import type { Journal } from '../log/journal';
import type { LineMessage } from '../log/private-lines';
import type { ClassRecord, StoredClass } from '../log/stored-class';
import type { Actor } from '../queue/queue-events';
import type { HostMembers } from './host-members';
import type { LogWriter } from './log-writer';

type Action<T extends ClassToHub['type']> = Extract<ClassToHub, { readonly type: T }>;

/** What a private message says. */
type Content = Pick<LineMessage, 'text' | 'card'>;

export interface HostPrivateLinesDeps {
  readonly stored: StoredClass;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly journal: Journal | undefined;
  readonly clock: Clock;
  readonly isHelper: (member: string) => boolean;
  /** Passes a message on to the student and the helpers. */
  readonly tell: (message: LineMessage) => void;
  readonly newId: () => string;
}

/** What became of an action. `count`: how many requests were answered. */
export type ActionResult =
  | { readonly ok: true; readonly count?: number }
  | { readonly ok: false; readonly code: RefusalCode };

export const done: ActionResult = { ok: true };

export function refused(code: RefusalCode): ActionResult {
  return { ok: false, code };
}

/**
 * The private messages of a class at its host.
 *
 * 1. What is published anonymously MUST have nothing of its student: neither the member's id and name nor the message's id.
 * 2. A message gets into the log at most once, whoever publishes it, and at whichever host.
 */
export class HostPrivateLines {
  private readonly received = new Emitter<LineMessage>();
  /** Fires with each new private message. */
  readonly onDidReceive = this.received.event;

  constructor(private readonly deps: HostPrivateLinesDeps) {}

  /** The log is restored: what isn't in it after all can be published again. */
  restored(): void {
    for (const message of this.deps.stored.lines.list) {
      if (!message.published || this.isPublished(message)) continue;
      const { published: _, ...unpublished } = message;
      this.keepMessage(unpublished);
    }
  }

  tell(by: Actor, { id, student = by.id, anonymous, ...said }: Action<'tell'>): ActionResult {
    const { isHelper, newId, people, stored } = this.deps;
    const isAnonymous = anonymous === true && student === by.id;
    if (student !== by.id && !isHelper(by.id)) return refused('not-a-helper');
    if (stored.lines.find(by.id, id)) return done;
    if (student !== by.id && !people.get(student)) return refused('not-here');
    const content = cleanContent(said, isAnonymous);
    if (typeof content === 'string') return refused(content);
    // Nobody must be able to compute it from the student's id and the message's.
    const entry = isAnonymous && ({ anonymous: true, entry: newId() } as const);
    this.send(by, { student, id, ...content, ...entry });
    return done;
  }

  send(
    by: Actor,
    { student, ...said }: Pick<LineMessage, 'student' | 'id' | 'anonymous' | 'entry'> & Content,
  ): void {
    const message = { student, time: this.now, author: by.id, name: by.name, ...said };
    this.keepMessage(message);
    this.deps.tell(message);
    this.received.fire(message);
  }

  publish(by: Actor, { message: id, student: author }: Action<'publish'>): ActionResult {
    const { stored, tell, writer } = this.deps;
    const message = stored.lines.find(author, id);
    // What a helper wrote is on another line than its own.
    if (message?.student !== author) return refused('no-such-message');
    if (this.isPublished(message)) return done;
    // First, so that a crash between the two leaves a mark without an entry, which the next start takes back.
    const published = { ...message, published: { seq: writer.last + 1, time: this.now } };
    this.keepMessage(published);
    tell(published);
    writer.record(message.anonymous ? this.withoutName(by, message) : this.named(message));
    return done;
  }

  private named({ author, card, id, name, text }: LineMessage): Draft {
    const present = this.deps.people.get(author)?.name ?? name;
    return { type: 'message', author, name: present, id, text, ...(card && { card }) };
  }

  private withoutName(by: Actor, { card, entry, text }: LineMessage): Draft {
    return {
      ...{ type: 'message', author: by.id, name: by.name, id: entry ?? this.deps.newId() },
      ...{ text: anonymousText(text), ...(card && { card }), anonymous: true },
    };
  }

  private keepMessage(message: LineMessage): void {
    const record: ClassRecord = { type: 'told', message };
    this.deps.journal?.append(record);
    this.deps.stored.take(record);
  }

  /** The time for a private message: a program that asks for what came since a time must not miss one. */
  private get now(): number {
    return Math.max(this.deps.clock.now(), this.deps.stored.lines.time);
  }

  /** Whether a private message is in the log, or was until that entry was dropped. */
  private isPublished({ anonymous, author, entry, id, published }: LineMessage): boolean {
    const { writer } = this.deps;
    if (published && published.seq < writer.feed.first) return true;
    return anonymous ? writer.hasAnonymous(entry ?? '') : writer.isRepeat(author, id);
  }
}

/** Makes a private message safe to show, or returns why it can't be sent. */
export function cleanContent(said: Content, isAnonymous = false): Content | RefusalCode {
  const text = normalizeMessageText(said.text);
  const card = said.card && cleanCard(said.card);
  if (!fitsEntry(isAnonymous ? anonymousText(text) : text, card)) return 'too-large';
  // The bytes of a file go to everyone.
  if (card && cardFile(card)) return 'no-such-file';
  return { text, ...(card && { card }) };
}
