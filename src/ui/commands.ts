import * as vscode from 'vscode';
import type { AdapterAddress } from '../net/adapters';
import { parseEndpoint } from '../room/endpoint';
import { SayError } from '../room/say-error';
import type { Session } from '../room/session';
import type { HostedRoom } from './api';
import type { ByHand } from './prompts/by-hand';
import { readHostOptions } from './prompts/host-options';
import { labInvite } from './prompts/invite';
import { askMenu } from './prompts/menu';
import type { Rooms } from './rooms';
import { CodedError, netErrorCode } from './words/coded-error';
import { endpointProblemWords, sayProblemWords } from './words/input-words';
import type { MenuChoice } from './words/menu-items';
import type { Translate } from './words/translate';

export interface CommandParts {
  readonly session: Session;
  readonly rooms: Rooms;
  readonly byHand: ByHand;
  readonly t: Translate;
  adapters(): readonly AdapterAddress[];
  showChat(): Promise<void>;
  openInEditor(): void;
  showLog(): void;
}

/**
 * Every command by its id. With arguments nothing is asked, and what fails rejects with a
 * {@link CodedError}; without, a person is asked, and what fails is shown.
 */
export function commandHandlers(
  parts: CommandParts,
): Readonly<Record<string, (argument?: unknown) => unknown>> {
  const { session, byHand } = parts;
  return {
    'deskmate.hostRoom': (options) =>
      options === undefined ? hostByHand(parts) : hostRoom(options, parts),
    'deskmate.joinRoom': (target) =>
      target === undefined ? byHand.join() : joinRoom(target, parts),
    'deskmate.rejoinRoom': () => byHand.rejoin(),
    'deskmate.leaveRoom': () => session.leave(),
    'deskmate.sendMessage': (text) =>
      text === undefined ? sendByHand(parts) : sendMessage(text, parts),
    'deskmate.copyInvite': () => copyInvite(parts),
    'deskmate.showPanel': () => parts.showChat(),
    'deskmate.openInEditor': () => parts.openInEditor(),
    'deskmate.showLog': () => parts.showLog(),
    'deskmate.showMenu': () => showMenu(parts),
  };
}

async function hostRoom(options: unknown, { rooms, t }: CommandParts): Promise<HostedRoom> {
  const wanted = readHostOptions(options, t);
  const { kind, address, port } = await coded(rooms.host(wanted), rooms);
  return { kind, address, port };
}

async function hostByHand({ byHand }: CommandParts): Promise<HostedRoom | undefined> {
  const room = await byHand.host();
  return room && { kind: room.kind, address: room.address, port: room.port };
}

async function joinRoom(target: unknown, { rooms, t }: CommandParts): Promise<void> {
  if (typeof target !== 'string') {
    throw new CodedError('bad-argument', t('Join Room takes the address of a room as a text.'));
  }
  const parsed = parseEndpoint(target);
  if (!parsed.ok) throw new CodedError(parsed.problem, endpointProblemWords(parsed.problem, t));
  await coded(rooms.join(parsed.endpoint), rooms);
}

/** Words what the network refused, for whoever called the command. */
async function coded<T>(work: Promise<T>, rooms: Rooms): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = netErrorCode(error);
    throw new CodedError(code, rooms.problem(code).message);
  }
}

function sendMessage(text: unknown, { session, t }: CommandParts): void {
  if (typeof text !== 'string') {
    throw new CodedError('bad-argument', t('Send Message takes the message as a text.'));
  }
  try {
    session.say(text);
  } catch (error) {
    if (!(error instanceof SayError)) throw error;
    throw new CodedError(error.code, sayProblemWords(error.code, t));
  }
}

async function sendByHand(parts: CommandParts): Promise<void> {
  const { session, t } = parts;
  if (!isInRoom(session)) return void offerRoom(parts);
  const text = await vscode.window.showInputBox({
    title: t('Send Message'),
    prompt: t('What do you want to say?'),
    ignoreFocusOut: true,
  });
  if (text === undefined) return;
  try {
    sendMessage(text, parts);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    void vscode.window.showWarningMessage(error.message);
  }
}

async function copyInvite(parts: CommandParts): Promise<void> {
  const { session, adapters, t } = parts;
  const { room } = session.state;
  if (!room || !isInRoom(session)) return void offerRoom(parts);
  const { text, told } = labInvite(room, adapters(), t);
  await vscode.env.clipboard.writeText(text);
  void vscode.window.showInformationMessage(told);
}

function isInRoom({ state }: Session): boolean {
  return state.connection.kind !== 'offline' && state.connection.kind !== 'connecting';
}

/** Says that there is no room, and offers the two ways to one. */
async function offerRoom({ byHand, t }: CommandParts): Promise<void> {
  const host = t('Host Room');
  const join = t('Join Room');
  const words = sayProblemWords('no-room', t);
  const chosen = await vscode.window.showWarningMessage(words, host, join);
  if (chosen === host) await byHand.host();
  else if (chosen === join) await byHand.join();
}

const menuCommands: Readonly<Record<MenuChoice, readonly [command: string, ...unknown[]]>> = {
  host: ['deskmate.hostRoom'],
  join: ['deskmate.joinRoom'],
  rejoin: ['deskmate.rejoinRoom'],
  'open-chat': ['deskmate.showPanel'],
  'open-in-editor': ['deskmate.openInEditor'],
  send: ['deskmate.sendMessage'],
  'copy-invite': ['deskmate.copyInvite'],
  leave: ['deskmate.leaveRoom'],
  'show-log': ['deskmate.showLog'],
  settings: ['workbench.action.openSettings', '@ext:deskmate.deskmate'],
};

async function showMenu({ session, rooms, t }: CommandParts): Promise<void> {
  const choice = await askMenu(session, rooms, t);
  if (choice) await vscode.commands.executeCommand(...menuCommands[choice]);
}
