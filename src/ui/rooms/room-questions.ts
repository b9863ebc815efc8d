import { checkName } from '../../protocol/names';
import type { SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { noticeText } from '../../strings/inline-text';
import { messageErrorText, nameProblemText } from '../../strings/input-text';
import { isInvited } from '../../strings/invited-room';
import { CodedError } from '../../strings/problem';
import { closeQuestion, leaveText } from '../../strings/question-text';
import { leaveTransfersQuestion } from '../../strings/transfer-text';
import type { Translate } from '../../strings/translate';
import type { KeyboardHandoff } from '../window/keyboard-handoff';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import type { StepPosition } from '../window/multi-step-input';
import { type StepAnswer, textStep } from '../window/step-input';

/** Asks before leaving a room while files are on their way. Returns whether to leave it. */
export async function confirmTransfers(running: number, t: Translate): Promise<boolean> {
  if (running === 0) return true;
  const { message, detail } = leaveTransfersQuestion(running, t);
  const leave = t('Leave Room');
  return (await showWarningMessage(message, { modal: true, detail }, leave)) === leave;
}

/** Asks before closing the user's own room if that would lose messages. Returns whether to close it. */
export async function confirmLoss(state: SessionState, t: Translate): Promise<boolean> {
  const storage = state.connection.kind === 'hosting' ? state.room?.storage : undefined;
  return storage === undefined || confirmLeave(state, t('Close Room'), t);
}

/**
 * Asks before the user closes their own room, if that would lose messages or others are in it. Leaving
 * another host's room needs no confirmation.
 * @param isKept whether the room can be hosted again
 * @param successors the members who can take the room over instead
 * @returns what to do; undefined for nothing
 */
export async function confirmClose(
  state: SessionState,
  isKept: boolean,
  successors: readonly { readonly name: string }[],
  t: Translate,
): Promise<'close' | 'hand-over' | undefined> {
  const question = closeQuestion(state, isKept, successors.length > 0, t);
  if (question === undefined) return (await confirmLoss(state, t)) ? 'close' : undefined;
  const { message, detail } = question;
  const close = t('Close Room');
  const [first, second] = successors;
  const handOver =
    first && !second ? t('Hand Over to {0}', noticeText(first.name)) : t('Hand Over Room…');
  const buttons = first ? [handOver, close] : [close];
  const chosen = await showWarningMessage(message, { modal: true, detail }, ...buttons);
  if (chosen === close) return 'close';
  return chosen === undefined ? undefined : 'hand-over';
}

/**
 * Asks before leaving the current room for another one. Returns whether to leave it.
 * @param confirm label of the button that leaves the room
 */
export async function confirmLeave(
  state: SessionState,
  confirm: string,
  t: Translate,
): Promise<boolean> {
  const question = leaveText(state, t);
  if (question === undefined) return true;
  return (await showWarningMessage(question, { modal: true }, confirm)) === confirm;
}

/** Whether this window is in a room, waits in line, or is reconnecting. */
export function isInRoom({ state }: Pick<Session, 'state'>): boolean {
  return state.connection.kind !== 'offline' && state.connection.kind !== 'connecting';
}

export interface OfferRoomDeps {
  readonly hostFlow: { host(): Promise<unknown> };
  readonly joinFlow: { join(): Promise<unknown> };
  readonly t: Translate;
}

/** Says that there is no room, and offers to host or join one. Doesn't wait for the answer. */
export function offerRoom({ hostFlow, joinFlow, t }: OfferRoomDeps): void {
  const host = t('Host Room');
  const join = t('Join Room');
  showWarningMessage(messageErrorText('no-room', t), host, join).then(async (chosen) => {
    if (chosen === host) await hostFlow.host();
    else if (chosen === join) await joinFlow.join();
  });
}

/**
 * Runs a command for a user in a room that carries cards, and shows why it failed; elsewhere, says why it can't run.
 */
export async function inInvitedRoom(
  deps: OfferRoomDeps & { readonly session: Pick<Session, 'state'> },
  work: () => Promise<void>,
): Promise<void> {
  const { session, t } = deps;
  if (!isInRoom(session)) return offerRoom(deps);
  if (!isInvited(session.state.room)) {
    void showInformationMessage(messageErrorText('plain-text', t));
    return;
  }
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    void showWarningMessage(error.message);
  }
}

export interface NameQuestion {
  readonly title: string;
  readonly proposal: string;
  /** The question; by default, the one for a user who hasn't set a name yet. */
  readonly prompt?: string;
  /** Keeps the box open after it is answered; without it, the box closes. */
  readonly answered?: KeyboardHandoff;
}

/** A step that asks for the user's name, and validates it on every keystroke. */
export async function nameStep(
  place: StepPosition,
  { title, proposal, prompt, answered }: NameQuestion,
  t: Translate,
): Promise<StepAnswer<string>> {
  const answer = await textStep(place, {
    title,
    prompt: prompt ?? t('What should others call you? You can change it later with Change Name.'),
    value: proposal,
    ...(answered && { answered }),
    problem: (text) => {
      const checked = checkName(text);
      return checked.ok ? undefined : nameProblemText(checked.problem, t);
    },
  });
  if (answer.outcome !== 'next') return answer;
  const checked = checkName(answer.value);
  return checked.ok ? { outcome: 'next', value: checked.name } : { outcome: 'cancel' };
}

/** Asks only for the name. Returns undefined if the user cancelled. */
export async function askName(question: NameQuestion, t: Translate): Promise<string | undefined> {
  const alone = { step: 1, totalSteps: 1, canGoBack: false };
  const answer = await nameStep(alone, question, t);
  return answer.outcome === 'next' ? answer.value : undefined;
}
