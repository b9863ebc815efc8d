import { anonymousText } from '../../protocol/anonymous-text';
import type { Card } from '../../protocol/card';
import { cardFile, cardStandIn, cleanCard } from '../../protocol/card-rules';
import { fitsEntry, normalizeMessageText } from '../../protocol/message-text';
import type { PrivateMessage } from '../../room/classroom';
import { classRefusalText } from '../../strings/class-text';
import { nameList } from '../../strings/inline-text';
import { messageErrorText } from '../../strings/input-text';
import type { Translate } from '../../strings/translate';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { readRecipient } from '../../webview/recipient';
import type { CurrentClass } from './current-class';
import { type OwnTraces, tracesIn, withoutHome } from './own-traces';

export interface PrivateLinesDeps {
  readonly current: CurrentClass;
  /** The line that the user looks at: the one that the message box writes to, while it is visible. */
  shown(): string | undefined;
  /** What must not be in an anonymous message. */
  traces(): OwnTraces;
  /** Shows why something failed. */
  tell(message: string): void;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

/** The private lines of the class: writing on them, and which have messages that the user hasn't seen. */
export class PrivateLines implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  /** Fires when {@link unseen} changes. */
  readonly onDidChange = this.changes.event;
  private readonly news = new Map<string, PrivateMessage>();
  private room: CurrentClass['room'];
  /** The anonymous message that the user was warned about, as JSON. */
  private warned: string | undefined;

  constructor(private readonly deps: PrivateLinesDeps) {
    const { current } = deps;
    this.room = current.room;
    this.store.add(current.onDidReceive((message) => this.receive(message)));
    this.store.add(
      current.onDidChange(() => {
        if (current.room === this.room) return;
        this.room = current.room;
        this.news.clear();
      }),
    );
  }

  /** The latest unseen message of each line that has any. */
  get unseen(): readonly PrivateMessage[] {
    return [...this.news.values()];
  }

  /** The students on whose lines the user can write; a student has only the own one. */
  get lines(): readonly string[] {
    const { current } = this.deps;
    const { room, selfId } = current;
    if (!room) return [];
    if (!room.isHelper) return selfId === undefined ? [] : [selfId];
    const written = room.privateMessages.map(({ student }) => student).toReversed();
    const asking = room.queue.map(({ member }) => member);
    return [...new Set([...written, ...asking])].filter((id) => !current.isHelper(id));
  }

  /** Call this when the line that the user looks at may have changed. */
  see(): void {
    if (this.news.delete(this.deps.shown() ?? '')) this.changes.fire();
  }

  /**
   * Sends a message on a student's line, and nowhere else. One that is anonymous goes without the path of the home folder,
   * and with the user's names only when the user sends it again.
   * @param to a recipient, as `recipientId` makes it
   * @returns why it couldn't be sent, in the display language; undefined when it was
   */
  tell(to: string, written: string, card: Card | undefined): string | undefined {
    const { current, t } = this.deps;
    const { anonymous, student } = readRecipient(to);
    const { room, selfId } = current;
    if (!room) return t('This message is private, and the class isn’t here now. Nothing was sent.');
    const isOwn = student === selfId;
    // Who has become a helper, or a student again, has other lines than before.
    if (room.isHelper ? isOwn || current.isHelper(student) : !isOwn) {
      return t('This private line has ended. Choose another recipient; nothing was sent.');
    }
    if (anonymous && !room.takesAnonymous) {
      return t(
        'The host’s version of Deskmate can’t keep you anonymous. Nothing was sent. Choose another recipient, or ask the host to update Deskmate.',
      );
    }
    if (written.trim() === '' && !card) return messageErrorText('empty', t);
    if (card && cardFile(card)) {
      return t('Files can’t be sent privately. Remove the file, or write to everyone.');
    }
    const { home, names } = this.deps.traces();
    const said = { written, card: card && cleanCard(card) };
    const { written: words, card: clean } = anonymous ? withoutHome(said, home) : said;
    const text = normalizeMessageText(clean && words.trim() === '' ? cardStandIn(clean) : words);
    if (!fitsEntry(anonymous ? anonymousText(text) : text, clean)) {
      return messageErrorText(clean ? 'too-large' : 'too-long', t);
    }
    const warning = anonymous ? this.warning({ text, card: clean }, names) : undefined;
    if (warning !== undefined) return warning;
    const options = { card: clean, student, ...(anonymous && { anonymous: true as const }) };
    return room.tell(text, options) ? undefined : messageErrorText('queue-full', t);
  }

  /** Says once for each anonymous message what in it gives the user away. */
  private warning(said: object, names: readonly string[]): string | undefined {
    const { language, t } = this.deps;
    const found = tracesIn(said, names);
    const key = JSON.stringify(said);
    const isWarned = this.warned === key;
    this.warned = undefined;
    if (found.length === 0 || isWarned) return undefined;
    this.warned = key;
    return t(
      'This could tell classmates who you are: {0}. Change it, or send it again as it is.',
      nameList(found, language, t),
    );
  }

  /** Sends a student's private message to everyone. */
  async publish(student: string, id: string): Promise<void> {
    const { current, tell, t } = this.deps;
    const result = await current.asHelper?.publish({ student, id });
    if (result && !result.ok) tell(classRefusalText(result.code, { isHelper: true }, t));
  }

  /** A private message that the user has. */
  find(student: string, author: string, id: string): PrivateMessage | undefined {
    return this.deps.current.room?.privateMessages.find(
      (each) => each.student === student && each.author === author && each.id === id,
    );
  }

  dispose(): void {
    this.store.dispose();
  }

  private receive(message: PrivateMessage): void {
    if (message.own || message.student === this.deps.shown()) return;
    this.news.set(message.student, message);
    this.changes.fire();
  }
}
