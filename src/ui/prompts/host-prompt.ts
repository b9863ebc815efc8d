import * as vscode from 'vscode';
import type { AdapterAddress } from '../../net/adapters';
import { clientsProblem, mostClients, portProblem } from '../words/number-words';
import type { Translate } from '../words/translate';
import type { HostAnswers } from './host-answers';
import { type ListenChoice, lastChoice, listenChoices } from './listen-choices';
import { pickStep, type StepAnswer, type StepItem, textStep } from './step-input';
import { runSteps, type Step, type StepOutcome } from './steps';

/** The questions, in order. */
const questions = ['kind', 'address', 'port', 'maxClients'] as const;
export type HostQuestion = (typeof questions)[number];

/**
 * Asks what room to host. `last` are the defaults, so that Enter, Enter, Enter hosts again.
 * @returns undefined when the person cancelled
 */
export async function askHost(
  adapters: readonly AdapterAddress[],
  last: HostAnswers,
  first: HostQuestion,
  t: Translate,
): Promise<HostAnswers | undefined> {
  const choices = listenChoices(adapters, t);
  const title = t('Host Room');
  let answers = last;
  let place = lastChoice(choices, last);

  const take = <T>(answer: StepAnswer<T>, keep: (value: T) => void): StepOutcome => {
    if (answer.outcome === 'next') keep(answer.value);
    return answer.outcome;
  };
  const steps: Record<HostQuestion, Step> = {
    kind: {
      ask: async (at) =>
        take(
          await pickStep(at, {
            title,
            placeholder: t('What kind of room?'),
            items: kindItems(t),
            active: answers.kind,
          }),
          (kind) => {
            answers = { ...answers, kind };
          },
        ),
    },
    address: {
      ask: async (at) =>
        take(
          await pickStep(at, {
            title,
            placeholder: t('Who can join?'),
            items: placeItems(choices, t),
            active: place,
          }),
          (choice) => {
            place = choice;
          },
        ),
    },
    port: {
      ask: async (at) =>
        take(
          await textStep(at, {
            title,
            prompt: portPrompt(place, t),
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
      applies: () => answers.kind === 'lab-hub',
      ask: async (at) =>
        take(
          await textStep(at, {
            title,
            prompt: t(
              'How many clients may be in the room? From 1 to {0}; further ones wait in line.',
              mostClients,
            ),
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
    questions.indexOf(first),
  );
  if (!done || !place) return undefined;
  const { adapter: _, ...rest } = answers;
  return {
    ...rest,
    address: place.address,
    ...(place.adapter === undefined ? {} : { adapter: place.adapter }),
  };
}

function kindItems(t: Translate): StepItem<HostAnswers['kind']>[] {
  return [
    {
      label: `$(organization) ${t('Lab hub')}`,
      description: t('for a group'),
      detail: t('Speaks the hub protocol of the course lab: any of its client programs can join.'),
      value: 'lab-hub',
    },
    {
      label: `$(person) ${t('Lab p2p')}`,
      description: t('for two'),
      detail: t('Speaks the p2p protocol of the course lab: one of its client programs can join.'),
      value: 'lab-p2p',
    },
  ];
}

function placeItems(choices: readonly ListenChoice[], t: Translate): StepItem<ListenChoice>[] {
  const item = (choice: ListenChoice): StepItem<ListenChoice> => ({
    label: choice.label,
    description: choice.address,
    value: choice,
  });
  return [
    ...choices.filter(({ reach }) => reach === 'this-computer').map(item),
    { label: othersWarning(t), kind: vscode.QuickPickItemKind.Separator },
    ...choices.filter(({ reach }) => reach === 'others').map(item),
  ];
}

function portPrompt(place: ListenChoice | undefined, t: Translate): string {
  const port = t('On which port? Empty for any free one.');
  return place?.reach === 'others' ? `${port} ${othersWarning(t)}` : port;
}

function othersWarning(t: Translate): string {
  return t('Anyone who reaches the port can read and speak.');
}
