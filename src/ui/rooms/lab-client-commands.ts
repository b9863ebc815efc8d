import * as vscode from 'vscode';
import type { Endpoint } from '../../protocol/endpoint';
import { formatLabEndpoint } from '../../protocol/lab-endpoint';
import { isByInvite, wireOf } from '../../protocol/room-kinds';
import type { RoomInfo } from '../../room/room';
import type { Session } from '../../room/session/session';
import { isAllNetworks } from '../../strings/addresses';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import { paragraph } from '../../text/paragraph';
import type { CommandHandlers } from '../commands';
import { showInformationMessage } from '../window/messages';
import { runSteps, type Step } from '../window/multi-step-input';
import { pickStep } from '../window/step-input';
import { encodingLabels } from './encoding-commands';
import {
  type LabClient,
  type LabClientLanguage,
  labClientLanguages,
  labClients,
  type Transport,
  templateEndpoint,
  templateName,
  transportNames,
  transportOf,
  transports,
  withAddress,
} from './lab-client';
import { isInRoom } from './room-questions';

export interface LabClientCommandDeps {
  readonly session: Session;
  readonly extensionUri: vscode.Uri;
  readonly t: Translate;
}

/** The command that opens a minimal client for the present lab room. */
export function labClientCommands(deps: LabClientCommandDeps) {
  return {
    'deskmate.newLabClient': async (options) => {
      const room = openLabRoom(deps.session);
      const given = readOptions(options, deps.t);
      const wanted = { ...(room && { transport: transportOf(room.kind) }), ...given };
      const chosen = await askForRest(wanted, deps.t);
      if (chosen) await openClient(chosen, room, deps);
    },
  } satisfies Partial<CommandHandlers>;
}

/** Which client to open. */
interface WantedClient {
  readonly language: LabClientLanguage;
  readonly transport: Transport;
}

/** @throws {CodedError} `bad-argument` */
function readOptions(options: unknown, t: Translate): Partial<WantedClient> {
  if (options === undefined) return {};
  if (typeof options !== 'object' || options === null) {
    throw new CodedError(
      'bad-argument',
      t('New Lab Client expects an object with language and transport.'),
    );
  }
  const given = options as Record<string, unknown>;
  const language = labClientLanguages.find((each) => each === given.language);
  const transport = transportNames.find((each) => each === given.transport);
  if (given.language !== undefined && !language) {
    throw new CodedError(
      'bad-argument',
      t('“language” must be one of {0}.', labClientLanguages.join(', ')),
    );
  }
  if (given.transport !== undefined && !transport) {
    throw new CodedError(
      'bad-argument',
      t('“transport” must be one of {0}.', transportNames.join(', ')),
    );
  }
  return { ...(language && { language }), ...(transport && { transport }) };
}

/** Asks for what isn't known yet; undefined when the user cancels. */
async function askForRest(
  known: Partial<WantedClient>,
  t: Translate,
): Promise<WantedClient | undefined> {
  let { language, transport } = known;
  const title = t('New Lab Client');
  const steps: Step[] = [];
  if (!language) {
    steps.push({
      ask: async (place) => {
        const answer = await pickStep(place, {
          title,
          placeholder: t('Choose the client’s language'),
          items: labClientLanguages.map((value) => ({ label: labClients[value].label, value })),
          active: language,
        });
        if (answer.outcome === 'next') language = answer.value;
        return answer.outcome;
      },
    });
  }
  if (!transport) {
    steps.push({
      ask: async (place) => {
        const answer = await pickStep(place, {
          title,
          placeholder: t('No lab room is open. What does the client send over?'),
          items: transportNames.map((value) => ({ label: transports[value], value })),
          active: transport,
        });
        if (answer.outcome === 'next') transport = answer.value;
        return answer.outcome;
      },
    });
  }
  const done = await runSteps(steps);
  return done && language && transport ? { language, transport } : undefined;
}

async function openClient(
  { language, transport }: WantedClient,
  room: RoomInfo | undefined,
  { session, extensionUri, t }: LabClientCommandDeps,
): Promise<void> {
  const fits = room && transportOf(room.kind) === transport ? room : undefined;
  const folder = vscode.Uri.joinPath(extensionUri, 'media', 'lab-clients');
  const file = vscode.Uri.joinPath(folder, templateName(language, transport));
  const template = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const content = withAddress(template, fits ? endpointOf(fits) : templateEndpoint);
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  const place = fits && formatLabEndpoint({ ...endpointOf(fits), wire: wireOf(fits.kind) });
  void showInformationMessage(
    paragraph([
      t('Save as {0}, then run: {1}.', ...howToRun(language)),
      place === undefined
        ? t('Set HOST and PORT to your room’s address first.')
        : t('It connects to your room at {0}.', place),
      ...(fits ? encodingWarning(session, t) : []),
    ]),
  );
}

/** The lab room that this window is in. */
function openLabRoom(session: Session): RoomInfo | undefined {
  const { room } = session.state;
  return room && isInRoom(session) && !isByInvite(room.kind) ? room : undefined;
}

/** Where a program on this computer reaches a room. */
function endpointOf({ address, port }: RoomInfo): Endpoint {
  // A room on all networks, `::` as well, is also reached at this address.
  return { host: isAllNetworks(address) ? templateEndpoint.host : address, port };
}

function howToRun(language: LabClientLanguage): readonly [fileName: string, command: string] {
  const { fileName, runCommand, windowsCommand }: LabClient = labClients[language];
  const command = process.platform === 'win32' ? (windowsCommand ?? runCommand) : runCommand;
  return [fileName, command];
}

/** A sentence for a room that isn't in UTF-8, the encoding of every client. */
function encodingWarning(session: Session, t: Translate): readonly string[] {
  const encoding = session.encoding.name;
  if (encoding === undefined || encoding === 'utf-8') return [];
  return [
    t(
      'It reads and writes UTF-8, but the room uses {0}: run Change Encoding to switch the room.',
      encodingLabels[encoding],
    ),
  ];
}
