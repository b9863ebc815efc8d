import type { Card } from '../../protocol/card';
import { SayError } from '../../room/room';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session } from '../../room/session/session';
import { sayProblemWords } from '../../strings/input-words';
import type { Translate } from '../../strings/translate';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { PanelAttachment } from '../../webview/messages';
import type { DraftModel, PanelPlace, SendResult } from '../../webview/panel-model';
import { attachedCard, cardProblem } from './card-types';

/** A card that is sent with the draft. `id` is unique in this window. */
export interface AttachedCard {
  readonly id: number;
  readonly card: Card;
}

/** The part of a session that the draft needs to send and edit messages. */
export type DraftSession = Pick<Session, 'entry'> & {
  readonly messages: Pick<MessageActions, 'say' | 'edit'>;
};

/** The text and the card that are not sent yet. All places of the panel show the same draft. */
export class PanelDraft implements DraftModel, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(
    new Emitter<{ readonly draft: string; readonly origin?: PanelPlace }>(),
  );
  private readonly attachments = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changes.event;
  /** Fires when a card is attached, replaced or removed. */
  readonly onDidChangeAttachment = this.attachments.event;
  private current = '';
  private lastId = 0;
  private card: AttachedCard | undefined;

  constructor(
    private readonly session: DraftSession,
    private readonly t: Translate,
  ) {}

  get text(): string {
    return this.current;
  }

  get attached(): AttachedCard | undefined {
    return this.card;
  }

  get attachment(): PanelAttachment | undefined {
    return this.card && { id: this.card.id, ...attachedCard(this.card.card, this.t) };
  }

  /** @param origin where the user typed it; absent when the text comes from elsewhere, such as storage */
  set(draft: string, origin?: PanelPlace): void {
    this.current = draft;
    this.changes.fire(origin === undefined ? { draft } : { draft, origin });
  }

  /** Attaches a card. It replaces an earlier one, because a message carries only one. */
  attach(card: Card): void {
    this.lastId += 1;
    this.card = { id: this.lastId, card };
    this.attachments.fire();
  }

  /** Removes the card with this id, if it is still there. */
  detach(id: number): void {
    if (this.card?.id !== id) return;
    this.card = undefined;
    this.attachments.fire();
  }

  /**
   * Sends a message, with the card that was attached when the user sent it, or edits a message.
   * @returns whether it worked; if not, why, in the display language
   */
  send({ text, reply, edit, attachment }: Parameters<DraftModel['send']>[0]): SendResult {
    const { session, t } = this;
    const attached = attachment === undefined ? undefined : this.card;
    if (attachment !== attached?.id) {
      return { ok: false, reason: t('The attachment is gone. Attach it again.') };
    }
    try {
      if (edit !== undefined) session.messages.edit(edit, text);
      else {
        session.messages.say(text, {
          ...(reply !== undefined && { reply: this.numberOf(reply) }),
          ...(attached && { card: attached.card }),
        });
      }
      if (attached) this.detach(attached.id);
      return { ok: true };
    } catch (error) {
      if (!(error instanceof SayError)) throw error;
      const reason =
        error.code === 'too-large' && attached ? cardProblem(attached.card, text, t) : undefined;
      return { ok: false, reason: reason ?? sayProblemWords(error.code, t) };
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  /** The number of a message on the hub. @throws {SayError} when the message is gone or has no number yet */
  private numberOf(id: string): number {
    const seq = this.session.entry(id)?.seq;
    if (seq === undefined) throw new SayError('no-such-message');
    return seq;
  }
}
