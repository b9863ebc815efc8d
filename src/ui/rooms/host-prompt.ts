import type { AdapterAddress } from '../../net/socket/adapters';
import { isByInvite, isForTwo } from '../../protocol/room-kinds';
import { clientsProblem, portProblem } from '../../strings/number-words';
import type { Translate } from '../../strings/translate';
import type { AnsweredInput } from '../window/answered-input';
import { pickStep, type StepAnswer, textStep } from '../window/step-input';
import { runSteps, type Step, type StepOutcome } from '../window/steps';
import { type HostAnswers, placeOf, withPlace } from './host-answers';
import { guestsPrompt, kindItems, placeItems, portPrompt } from './host-items';
import { type ListenChoice, lastChoice, listenChoices } from './listen-choices';
import { nameStep } from './name-prompt';

/** The questions, in order. */
const questions = ['kind', 'person', 'address', 'port', 'maxClients'] as const;
export type HostQuestion = (typeof questions)[number];

export interface HostPrompt {
  readonly adapters: readonly AdapterAddress[];
  /** The defaults, so that Enter, Enter, Enter hosts again. */
  readonly last: HostAnswers;
  readonly first: HostQuestion;
  /** What to propose to somebody whose name is not known; undefined when it is. */
  readonly person: string | undefined;
  /** Takes over what was answered last. */
  readonly answered: AnsweredInput;
  readonly t: Translate;
}

/** What was answered; `person` when it was asked. */
export interface HostAnswered {
  readonly answers: HostAnswers;
  readonly person: string | undefined;
}

/**
 * Asks what room to host.
 * @returns undefined when the person cancelled
 */
export async function askHost(prompt: HostPrompt): Promise<HostAnswered | undefined> {
  const { adapters, answered, t } = prompt;
  const title = t('Host Room');
  let answers = prompt.last;
  let person = prompt.person;
  const byInvite = () => isByInvite(answers.kind);
  const choices = () => listenChoices(adapters, byInvite(), t);

  const steps: Record<HostQuestion, Step> = {
    kind: {
      ask: async (at) =>
        take(
          await pickStep(at, {
            title,
            answered,
            placeholder: t('What kind of room?'),
            items: kindItems(t),
            active: answers.kind,
          }),
          (kind) => {
            answers = { ...answers, kind };
          },
        ),
    },
    person: {
      // Lab rooms know no names.
      applies: () => prompt.person !== undefined && byInvite(),
      ask: async (at) =>
        take(await nameStep(at, { title, proposal: person ?? '', answered }, t), (name) => {
          person = name;
        }),
    },
    address: {
      ask: async (at) => {
        const offered = choices();
        return take(
          await pickStep(at, {
            title,
            answered,
            placeholder: t('Who can join?'),
            items: placeItems(offered, byInvite(), t),
            active: lastChoice(offered, placeOf(answers)),
          }),
          (choice) => {
            answers = withPlace(answers, placeOfChoice(choice));
          },
        );
      },
    },
    port: {
      applies: () => !byInvite(),
      ask: async (at) =>
        take(
          await textStep(at, {
            title,
            answered,
            prompt: portPrompt(lastChoice(choices(), placeOf(answers)), t),
            placeholder: t('Any free port'),
            value: answers.port,
            problem: (text) => portProblem(text, t),
          }),
          (port) => {
            answers = { ...answers, port: port.trim() };
          },
        ),
    },
    maxClients: {
      applies: () => !isForTwo(answers.kind),
      ask: async (at) =>
        take(
          await textStep(at, {
            title,
            answered,
            prompt: guestsPrompt(byInvite(), t),
            value: String(answers.maxClients),
            problem: (text) => clientsProblem(text, t),
          }),
          (text) => {
            answers = { ...answers, maxClients: Number(text) };
          },
        ),
    },
  };
  const done = await runSteps(
    questions.map((question) => steps[question]),
    questions.indexOf(prompt.first),
  );
  if (!done) return undefined;
  // Begun in the middle, the place may be one that is gone: what stood first is what was shown.
  const place = lastChoice(choices(), placeOf(answers));
  if (place) answers = withPlace(answers, placeOfChoice(place));
  return { answers, person: byInvite() && prompt.person !== undefined ? person : undefined };
}

function take<T>(answer: StepAnswer<T>, keep: (value: T) => void): StepOutcome {
  if (answer.outcome === 'next') keep(answer.value);
  return answer.outcome;
}

function placeOfChoice({ address, adapter }: ListenChoice) {
  return { address, ...(adapter === undefined ? {} : { adapter }) };
}
