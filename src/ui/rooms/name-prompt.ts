import { checkName } from '../../protocol/names';
import { nameProblemWords } from '../../strings/input-words';
import type { Translate } from '../../strings/translate';
import type { AnsweredInput } from '../window/answered-input';
import { type StepAnswer, textStep } from '../window/step-input';
import type { StepPlace } from '../window/steps';

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
