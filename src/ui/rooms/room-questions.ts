import type { Session } from '../../room/session/session';
import type { SessionState } from '../../room/session-state';
import { sayProblemWords } from '../../strings/input-words';
import { closeQuestion, leaveWords } from '../../strings/question-words';
import type { Translate } from '../../strings/translate';
import { showWarningMessage } from '../window/messages';

/** Asks before closing the person's own room, if messages would be lost with it. */
export async function mayLose(state: SessionState, t: Translate): Promise<boolean> {
  const storage = state.connection.kind === 'hosting' ? state.room?.storage : undefined;
  return storage === undefined || mayLeave(state, t('Close Room'), t);
}

/**
 * The same where a person closes it: also asks when others are in it. Leaving another host's room needs no
 * question.
 * @param isKept whether it can be hosted again
 */
export async function mayClose(
  state: SessionState,
  isKept: boolean,
  t: Translate,
): Promise<boolean> {
  const question = closeQuestion(state, isKept, t);
  if (question === undefined) return mayLose(state, t);
  const { message, detail } = question;
  const goOn = t('Close Room');
  return (await showWarningMessage(message, { modal: true, detail }, goOn)) === goOn;
}

/**
 * Asks before a room is left for something else.
 * @param goOn what the button says that does it
 */
export async function mayLeave(state: SessionState, goOn: string, t: Translate): Promise<boolean> {
  const question = leaveWords(state, t);
  if (question === undefined) return true;
  return (await showWarningMessage(question, { modal: true }, goOn)) === goOn;
}

/** Whether this window is in a room, or on its way back into one. */
export function isInRoom({ state }: Pick<Session, 'state'>): boolean {
  return state.connection.kind !== 'offline' && state.connection.kind !== 'connecting';
}

export interface OfferRoomParts {
  readonly roomFlow: { host(): Promise<unknown>; join(): Promise<unknown> };
  readonly t: Translate;
}

/** Says that there is no room, and offers the two ways to one, without waiting for the answer. */
export function offerRoom({ roomFlow, t }: OfferRoomParts): void {
  const host = t('Host Room');
  const join = t('Join Room');
  showWarningMessage(sayProblemWords('no-room', t), host, join).then(async (chosen) => {
    if (chosen === host) await roomFlow.host();
    else if (chosen === join) await roomFlow.join();
  });
}
