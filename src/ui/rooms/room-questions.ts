import { checkName } from '../../protocol/names';
import type { SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import { nameProblemWords, sayProblemWords } from '../../strings/input-words';
import { closeQuestion, leaveWords } from '../../strings/question-words';
import type { Translate } from '../../strings/translate';
import type { AnsweredInput } from '../window/answered-input';
import { showWarningMessage } from '../window/messages';
import { type StepAnswer, textStep } from '../window/step-input';
import type { StepPlace } from '../window/steps';

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
  readonly hostFlow: { host(): Promise<unknown> };
  readonly joinFlow: { join(): Promise<unknown> };
  readonly t: Translate;
}

/** Says that there is no room, and offers the two ways to one, without waiting for the answer. */
export function offerRoom({ hostFlow, joinFlow, t }: OfferRoomParts): void {
  const host = t('Host Room');
  const join = t('Join Room');
  showWarningMessage(sayProblemWords('no-room', t), host, join).then(async (chosen) => {
    if (chosen === host) await hostFlow.host();
    else if (chosen === join) await joinFlow.join();
  });
}

export interface NameQuestion {
  readonly title: string;
  readonly proposal: string;
  /** Absent: the question for a person who was never asked. */
  readonly prompt?: string;
  /** Keeps the box open once it is answered; absent: it closes. */
  readonly answered?: AnsweredInput;
}

/** Asks what a person wants to be called, and says at every key whether that can be a name. */
export async function nameStep(
  place: StepPlace,
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
      return checked.ok ? undefined : nameProblemWords(checked.problem, t);
    },
  });
  if (answer.outcome !== 'next') return answer;
  const checked = checkName(answer.value);
  return checked.ok ? { outcome: 'next', value: checked.name } : { outcome: 'cancel' };
}

/** Asks for the name alone; undefined when the person cancelled. */
export async function askName(question: NameQuestion, t: Translate): Promise<string | undefined> {
  const alone = { step: 1, totalSteps: 1, canGoBack: false };
  const answer = await nameStep(alone, question, t);
  return answer.outcome === 'next' ? answer.value : undefined;
}
