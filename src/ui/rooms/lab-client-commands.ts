import * as vscode from 'vscode';
import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import { isByInvite } from '../../protocol/room-kinds';
import type { Session } from '../../room/session/session';
import { isAllNetworks } from '../../strings/places';
import { CodedError } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import type { CommandHandlers } from '../commands';
import { showInformationMessage } from '../window/messages';
import { type PickItem, showQuickPick } from '../window/quick-pick';
import { encodingLabels } from './encoding-commands';
import {
  type LabClient,
  type LabClientLanguage,
  labClientLanguages,
  labClients,
  templateEndpoint,
  withAddress,
} from './lab-client';
import { isInRoom } from './room-questions';

export interface LabClientCommandParts {
  readonly session: Session;
  readonly extensionUri: vscode.Uri;
  readonly t: Translate;
}

/** The command that opens a minimal client for the present lab room. */
export function labClientCommands(parts: LabClientCommandParts) {
  return {
    'deskmate.newLabClient': async (options) => {
      const language = readLanguage(options, parts.t) ?? (await askLanguage(parts.t));
      if (language) await openClient(language, parts);
    },
  } satisfies Partial<CommandHandlers>;
}

/** @throws {CodedError} `bad-argument` */
function readLanguage(options: unknown, t: Translate): LabClientLanguage | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) {
    throw new CodedError('bad-argument', t('New Lab Client takes an object with language.'));
  }
  const { language } = options as Record<string, unknown>;
  if (language === undefined) return undefined;
  const found = labClientLanguages.find((each) => each === language);
  if (found) return found;
  throw new CodedError(
    'bad-argument',
    t('“language” must be one of {0}.', labClientLanguages.join(', ')),
  );
}

async function askLanguage(t: Translate): Promise<LabClientLanguage | undefined> {
  const items = labClientLanguages.map((language): PickItem & { language: LabClientLanguage } => ({
    label: labClients[language].label,
    description: labClients[language].fileName,
    language,
  }));
  const chosen = await showQuickPick(items, {
    title: t('New Lab Client'),
    placeHolder: t('Choose the client’s language'),
  });
  return chosen?.language;
}

async function openClient(
  language: LabClientLanguage,
  { session, extensionUri, t }: LabClientCommandParts,
): Promise<void> {
  const endpoint = labEndpoint(session);
  const { template, fileName } = labClients[language];
  const file = vscode.Uri.joinPath(extensionUri, 'media', 'lab-clients', template);
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const content = withAddress(text, endpoint ?? templateEndpoint);
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  void showInformationMessage(
    [
      endpoint
        ? t('This client connects to your room at {0}.', formatEndpoint(endpoint))
        : t('No lab room is open: set HOST and PORT to the room’s address.'),
      t('Save it as {0}, then run in a terminal: {1}', fileName, runCommand(language)),
      ...encodingWarning(session, t),
    ].join(' '),
  );
}

/** Where a program on this computer reaches the lab room that this window is in; undefined if it is in none. */
function labEndpoint(session: Session): Endpoint | undefined {
  const { room } = session.state;
  if (!room || !isInRoom(session) || isByInvite(room.kind)) return undefined;
  const { address, port } = room;
  // A room on all networks, `::` as well, also accepts connections to this address.
  return { host: isAllNetworks(address) ? '127.0.0.1' : address, port };
}

function runCommand(language: LabClientLanguage): string {
  const { runCommand, windowsCommand }: LabClient = labClients[language];
  return process.platform === 'win32' ? (windowsCommand ?? runCommand) : runCommand;
}

/** A sentence for a room that isn't in UTF-8, the encoding of every client. */
function encodingWarning({ encoding }: Session, t: Translate): readonly string[] {
  if (encoding === undefined || encoding === 'utf-8') return [];
  return [
    t(
      'It reads and writes UTF-8, but the room uses {0}: run Change Encoding to switch the room.',
      encodingLabels[encoding],
    ),
  ];
}
