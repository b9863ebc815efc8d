import type { Invite } from '../../room/invite';
import type { SessionState } from '../../room/session-state';
import { showInformationMessage } from '../window/messages';
import { linkQuestion } from '../words/question-words';
import type { Translate } from '../words/translate';

/**
 * Asks whether to follow a link.
 * @param isHere whether it leads into the room this window is in, which is not left for it then
 */
export async function mayFollow(
  invite: Invite,
  isHere: boolean,
  state: SessionState,
  t: Translate,
): Promise<boolean> {
  const { message, detail, goOn } = linkQuestion(invite, isHere ? undefined : state, t);
  return (await showInformationMessage(message, { modal: true, detail }, goOn)) === goOn;
}
