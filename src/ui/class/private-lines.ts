import type { Card } from '../../protocol/card';
import { cardFile, cleanCard } from '../../protocol/card-rules';
import { fitsEntry, normalizeMessageText } from '../../protocol/message-text';
import type { PrivateMessage } from '../../room/classroom';
import { classRefusalText } from '../../strings/class-text';
import { messageErrorText } from '../../strings/input-text';
import type { Translate } from '../../strings/translate';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { CurrentClass } from './current-class';

export interface PrivateLinesDeps {
  readonly current: CurrentClass;
  /** The line that the user looks at: the one that the message box writes to, while it is visible. */
  shown(): string | undefined;
  /** Shows why something failed. */
  tell(message: string): void;
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
   * Sends a message on a student's line, and nowhere else.
   * @returns why it couldn't be sent, in the display language; undefined when it was
   */
  tell(student: string, written: string, card: Card | undefined): string | undefined {
    const { current, t } = this.deps;
    const { room, selfId } = current;
    if (!room) return t('This message is private, and the class isn’t here now. Nothing was sent.');
    const isOwn = student === selfId;
    // Who has become a helper, or a student again, has other lines than before.
    if (room.isHelper ? isOwn || current.isHelper(student) : !isOwn) {
      return t('This private line has ended. Choose another recipient; nothing was sent.');
    }
    const text = normalizeMessageText(written);
    if (text.trim() === '' && !card) return messageErrorText('empty', t);
    if (card && cardFile(card)) {
      return t('Files can’t be sent privately. Remove the file, or write to everyone.');
    }
    const clean = card && cleanCard(card);
    if (!fitsEntry(text, clean)) return messageErrorText(clean ? 'too-large' : 'too-long', t);
    return room.tell(text, clean, student) ? undefined : messageErrorText('queue-full', t);
  }

  /** Sends a student's private message to everyone, as the student's. */
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
