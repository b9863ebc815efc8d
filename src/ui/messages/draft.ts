import type { Card } from '../../protocol/card';
import { SayError } from '../../room/room';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session } from '../../room/session/session';
import { sayProblemWords } from '../../strings/input-words';
import type { Translate } from '../../strings/translate';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { PanelModel, PanelPlace, SendResult } from '../../webview/panel-model';
import { cardView } from './card-types';

/** A card that goes out with the draft. `id`: another one for each. */
export interface AttachedCard {
  readonly id: number;
  readonly card: Card;
}

/** What is typed but not sent, and the card that goes with it; the panel's places show the same. */
export class PanelDraft implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(
    new Emitter<{ readonly draft: string; readonly origin?: PanelPlace }>(),
  );
  private readonly attachments = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changes.event;
  /** Fires when another card goes with the draft, or none any more. */
  readonly onDidChangeAttached = this.attachments.event;
  private current = '';
  private lastId = 0;
  private card: AttachedCard | undefined;

  get text(): string {
    return this.current;
  }

  get attached(): AttachedCard | undefined {
    return this.card;
  }

  /** @param origin where it was typed; absent when it was not typed just now */
  set(draft: string, origin?: PanelPlace): void {
    this.current = draft;
    this.changes.fire(origin === undefined ? { draft } : { draft, origin });
  }

  /** A message carries one card: an earlier one gives way. */
  attach(card: Card): void {
    this.lastId += 1;
    this.card = { id: this.lastId, card };
    this.attachments.fire();
  }

  /** Takes the card with this id away, if it is still there. */
  detach(id: number): void {
    if (this.card?.id !== id) return;
    this.card = undefined;
    this.attachments.fire();
  }

  dispose(): void {
    this.store.dispose();
  }
}

type Speaker = Pick<Session, 'entry'> & {
  readonly messages: Pick<MessageActions, 'say' | 'edit'>;
};

/**
 * Says what was typed, with the card that goes with it, or gives a message its new text; what is not taken
 * comes back with the reason.
 */
export function sendTyped(
  { text, reply, edit, attachment }: Parameters<PanelModel['send']>[0],
  session: Speaker,
  draft: Pick<PanelDraft, 'attached' | 'detach'>,
  t: Translate,
): SendResult {
  const attached = attachment === undefined ? undefined : draft.attached;
  if (attachment !== attached?.id) {
    return { ok: false, reason: t('The attachment is gone. Attach it again.') };
  }
  try {
    if (edit !== undefined) session.messages.edit(edit, text);
    else {
      session.messages.say(text, {
        ...(reply !== undefined && { reply: numberOf(reply, session) }),
        ...(attached && { card: attached.card }),
      });
    }
    if (attached) draft.detach(attached.id);
    return { ok: true };
  } catch (error) {
    if (!(error instanceof SayError)) throw error;
    const reason =
      error.code === 'too-large' && attached
        ? cardView(attached.card).problem(attached.card, text, t)
        : undefined;
    return { ok: false, reason: reason ?? sayProblemWords(error.code, t) };
  }
}

/** What the hub knows a message by. @throws {SayError} when it is gone, or not on the hub yet */
function numberOf(id: string, session: Speaker): number {
  const seq = session.entry(id)?.seq;
  if (seq === undefined) throw new SayError('no-such-message');
  return seq;
}
