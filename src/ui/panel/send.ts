import { SayError } from '../../room/say-error';
import type { Session } from '../../room/session';
import type { PanelModel, SendResult } from '../../webview/panel-model';
import { sayProblemWords } from '../words/input-words';
import type { Translate } from '../words/translate';

type Speaker = Pick<Session, 'say' | 'edit' | 'entry'>;

/** Says what was typed, or gives a message its new text; what is not taken comes back with the reason. */
export function sendTyped(
  { text, reply, edit }: Parameters<PanelModel['send']>[0],
  session: Speaker,
  t: Translate,
): SendResult {
  try {
    if (edit !== undefined) session.edit(edit, text);
    else if (reply !== undefined) session.say(text, { reply: numberOf(reply, session) });
    else session.say(text);
    return { ok: true };
  } catch (error) {
    if (!(error instanceof SayError)) throw error;
    return { ok: false, reason: sayProblemWords(error.code, t) };
  }
}

/** What the hub knows a message by. @throws {SayError} when it is gone, or not on the hub yet */
function numberOf(id: string, session: Speaker): number {
  const seq = session.entry(id)?.seq;
  if (seq === undefined) throw new SayError('no-such-message');
  return seq;
}
