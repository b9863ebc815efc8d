import type { Session } from '../../../room/session/session';
import { CodedError } from '../../../strings/problem';
import { notSavedText } from '../../../strings/storage-text';
import type { Translate } from '../../../strings/translate';
import type { PageAction } from '../../../webview/messages';
import { confirmLeave } from '../../rooms/room-questions';
import type { History } from '../history';

export interface RevealMessageDeps {
  readonly session: Session;
  readonly history: Pick<History, 'find'>;
  readonly t: Translate;
  /** Runs an action in the panel that was visible or focused last. */
  request(action: PageAction): void;
}

/**
 * Shows a message of a saved room: in the room itself if its log is shown now, otherwise in its transcript,
 * after asking if that means leaving a room.
 * @param messageId its id in the room's log, the same in the room and in the transcript
 * @throws {CodedError} `not-kept`
 */
export async function revealMessage(
  roomId: string,
  messageId: string,
  { session, history, request, t }: RevealMessageDeps,
): Promise<void> {
  if (session.shownLog?.journalId !== roomId) {
    if (!(await confirmLeave(session.state, t('Leave and Open'), t))) return;
    if (!(await session.read(roomId))) {
      throw new CodedError('not-kept', notSavedText(roomId, history.find(roomId), t));
    }
  }
  request({ reveal: messageId });
}
