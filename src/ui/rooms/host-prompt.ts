import * as vscode from 'vscode';
import type { AdapterAddress } from '../../net/socket/adapters';
import {
  isByInvite,
  isForTwo,
  isOnServer,
  type RoomKind,
  roomKindNames,
  wireTraitsOf,
} from '../../protocol/room-kinds';
import { defaultRoomName } from '../../strings/inline-text';
import { clientsProblem, maxClientCount, portProblem } from '../../strings/input-text';
import { kindText } from '../../strings/kind-text';
import type { Translate } from '../../strings/translate';
import { paragraph } from '../../text/paragraph';
import type { KeyboardHandoff } from '../window/keyboard-handoff';
import { runSteps, type Step, type StepOutcome } from '../window/multi-step-input';
import { pickStep, type StepAnswer, type StepItem, textStep } from '../window/step-input';
import { type ListenChoice, lastChoice, listenChoices } from './addresses';
import type { WantedWideRoom } from './attempt';
import {
  type HostAnswers,
  lastListenAddress,
  lastMaxClients,
  withListenAddress,
} from './host-options';
import { announceItems } from './nearby-text';
import { nameStep } from './room-questions';
import { onlyServer, type WideServers } from './wide-servers';
import { roomNameStep, serverStep } from './wide-steps';

/** The questions, in the order in which they are asked. */
const questions = [
  'kind',
  'person',
  'server',
  'roomName',
  'address',
  'port',
  'bare',
  'maxClients',
  'announce',
] as const;
export type HostQuestion = (typeof questions)[number];

export interface HostPrompt {
  readonly adapters: readonly AdapterAddress[];
  /** The defaults: accepting all of them hosts the same room again. */
  readonly last: HostAnswers;
  /** The question to start with. */
  readonly first: HostQuestion;
  /** The name to propose; undefined if the user has set one, so that the prompt doesn't ask. */
  readonly person: string | undefined;
  /** What others call the user, unless the prompt asks for it. */
  readonly knownName: string;
  /** Whether the user listed the last room for others on the network. */
  readonly announce: boolean;
  /** Where wide rooms can be. */
  readonly servers: WideServers;
  /** Keeps the last input open until the chat has the focus. */
  readonly answered: KeyboardHandoff;
  readonly t: Translate;
}

/** The answers; `person` and `announce` are undefined if the prompt didn't ask for them. */
export interface HostAnswered {
  readonly answers: HostAnswers;
  readonly person: string | undefined;
  readonly announce: boolean | undefined;
  /** The name of a wide room, and its server. */
  readonly wide: WantedWideRoom | undefined;
}

/**
 * Asks which room to host.
 * @returns undefined if the user cancelled
 */
export async function askHost(prompt: HostPrompt): Promise<HostAnswered | undefined> {
  const { adapters, answered, t } = prompt;
  const title = t('Host Room');
  let answers = prompt.last;
  let { announce, person } = prompt;
  const only = onlyServer(await prompt.servers.list());
  let server = only;
  let roomName: string | undefined;
  const byInvite = () => isByInvite(answers.kind);
  const onServer = () => isOnServer(answers.kind);
  const choices = () => listenChoices(adapters, byInvite(), t);
  const reachesOthers = () =>
    !onServer() && lastChoice(choices(), lastListenAddress(answers))?.reach === 'others';

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
      // Members of lab rooms have addresses instead of names.
      applies: () => prompt.person !== undefined && byInvite(),
      ask: async (at) =>
        take(await nameStep(at, { title, proposal: person ?? '', answered }, t), (name) => {
          person = name;
        }),
    },
    server: {
      applies: () => onServer() && only === undefined,
      ask: async (at) =>
        take(
          await serverStep(at, { title, answered, servers: prompt.servers, active: server, t }),
          (chosen) => {
            server = chosen;
          },
        ),
    },
    roomName: {
      applies: onServer,
      ask: async (at) => {
        const proposal = roomName ?? defaultRoomName(person ?? prompt.knownName, t);
        return take(await roomNameStep(at, { title, answered, server, proposal, t }), (name) => {
          roomName = name.trim();
        });
      },
    },
    address: {
      applies: () => !onServer(),
      ask: async (at) => {
        const offered = choices();
        return take(
          await pickStep(at, {
            title,
            answered,
            placeholder: t('Who can join?'),
            items: placeItems(offered, byInvite(), t),
            active: lastChoice(offered, lastListenAddress(answers)),
          }),
          (choice) => {
            answers = withListenAddress(answers, placeOfChoice(choice));
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
            prompt: portPrompt(lastChoice(choices(), lastListenAddress(answers)), t),
            placeholder: t('Any free port'),
            value: answers.port,
            problem: (text) => portProblem(text, t),
          }),
          (port) => {
            answers = { ...answers, port: port.trim() };
          },
        ),
    },
    bare: {
      applies: () => wireTraitsOf(answers.kind).canBeBare,
      ask: async (at) =>
        take(
          await pickStep(at, {
            title,
            answered,
            placeholder: t('How should lost datagrams be handled?'),
            items: bareItems(t),
            active: answers.bare,
          }),
          (bare) => {
            answers = { ...answers, bare };
          },
        ),
    },
    maxClients: {
      applies: () => !isForTwo(answers.kind) && !onServer(),
      ask: async (at) =>
        take(
          await textStep(at, {
            title,
            answered,
            prompt: guestsPrompt(byInvite(), t),
            value: String(lastMaxClients(answers)),
            problem: (text) => clientsProblem(text, t),
          }),
          (text) => {
            const maxClients = { ...answers.maxClients, [answers.kind]: Number(text) };
            answers = { ...answers, maxClients };
          },
        ),
    },
    announce: {
      applies: reachesOthers,
      ask: async (at) => {
        const host = person ?? prompt.knownName;
        const seen = { byInvite: byInvite(), name: defaultRoomName(host, t), person: host };
        return take(
          await pickStep(at, {
            title,
            answered,
            placeholder: t('Let others on the same network find the room in Join Room?'),
            items: announceItems(seen, t),
            active: announce,
          }),
          (on) => {
            announce = on;
          },
        );
      },
    },
  };
  const done = await runSteps(
    questions.map((question) => steps[question]),
    questions.indexOf(prompt.first),
  );
  if (!done) return undefined;
  // If the address wasn't asked for, the stored one may no longer exist; use the one that was shown instead.
  const place = lastChoice(choices(), lastListenAddress(answers));
  if (place) answers = withListenAddress(answers, placeOfChoice(place));
  return {
    answers,
    person: byInvite() && prompt.person !== undefined ? person : undefined,
    announce: reachesOthers() ? announce : undefined,
    wide: onServer() && server ? { name: roomName ?? '', server } : undefined,
  };
}

function take<T>(answer: StepAnswer<T>, keep: (value: T) => void): StepOutcome {
  if (answer.outcome === 'next') keep(answer.value);
  return answer.outcome;
}

function placeOfChoice({ address, adapter }: ListenChoice) {
  return { address, ...(adapter === undefined ? {} : { adapter }) };
}

/** The items for the kinds of room. */
function kindItems(t: Translate): StepItem<RoomKind>[] {
  return roomKindNames.map((kind) => {
    const { icon, label, size, detail } = kindText(kind, t);
    return { icon, label, description: size, detail, value: kind };
  });
}

/** The items for a room with acknowledgements or without. */
function bareItems(t: Translate): StepItem<boolean>[] {
  return [
    {
      label: t('Resend them'),
      detail: t(
        'With acknowledgements and retransmission: every message arrives once and in order.',
      ),
      value: false,
    },
    {
      label: t('Don’t resend: bare UDP'),
      detail: t('The room counts what is lost, out of order or repeated, for each member.'),
      value: true,
    },
  ];
}

/** The items for the addresses; for a lab room, with a warning above those that others can reach. */
function placeItems(
  choices: readonly ListenChoice[],
  byInvite: boolean,
  t: Translate,
): StepItem<ListenChoice>[] {
  const item = (choice: ListenChoice): StepItem<ListenChoice> => ({
    label: choice.label,
    description: choice.address,
    value: choice,
  });
  if (byInvite) return choices.map(item);
  return [
    ...choices.filter(({ reach }) => reach === 'this-computer').map(item),
    { label: othersWarning(t), kind: vscode.QuickPickItemKind.Separator },
    ...choices.filter(({ reach }) => reach === 'others').map(item),
  ];
}

/** The question for a lab room's port. */
function portPrompt(place: ListenChoice | undefined, t: Translate): string {
  const port = t('Which port? Leave empty for any free port.');
  return place?.reach === 'others' ? paragraph([port, othersWarning(t)]) : port;
}

/** The question for the number of guests. */
function guestsPrompt(byInvite: boolean, t: Translate): string {
  return byInvite
    ? t(
        'How many others can be in the room? From 1 to {0}; more people wait in line.',
        maxClientCount,
      )
    : t(
        'How many clients can be in the room? From 1 to {0}; more clients wait in line.',
        maxClientCount,
      );
}

function othersWarning(t: Translate): string {
  return t('Anyone who can reach the port can read and write.');
}
