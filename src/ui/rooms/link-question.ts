import type { Endpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import type { SessionState } from '../../room/session-state';
import { linkQuestion } from '../../strings/question-words';
import type { Translate } from '../../strings/translate';
import { showInformationMessage } from '../window/messages';

/**
 * Asks whether to follow a link.
 * @param known where the room's host was before
 * @param isHere whether it leads into the room this window is in, which is not left for it then
 */
export async function mayFollow(
  invite: Invite,
  known: readonly Endpoint[],
  isHere: boolean,
  state: SessionState,
  t: Translate,
): Promise<boolean> {
  const { message, detail, goOn } = linkQuestion(invite, known, isHere ? undefined : state, t);
  return (await showInformationMessage(message, { modal: true, detail }, goOn)) === goOn;
}
