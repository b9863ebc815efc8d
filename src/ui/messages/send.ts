import { SayError } from '../../room/room';
import type { MessageActions } from '../../room/session/message-actions';
import type { Session } from '../../room/session/session';
import { sayProblemWords } from '../../strings/input-words';
import type { Translate } from '../../strings/translate';
import type { PanelModel, SendResult } from '../../webview/panel-model';
import { cardView } from './card-types';
import type { PanelDraft } from './draft';

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
