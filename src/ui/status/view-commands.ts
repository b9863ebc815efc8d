import * as vscode from 'vscode';
import type { CommandHandlers, CommandParts } from '../commands';
import { askMenu } from './menu';
import type { MenuChoice } from './menu-items';

/** What is shown: the chat, the log, the menu. */
export function viewCommands(parts: CommandParts): CommandHandlers {
  return {
    'deskmate.showPanel': () => parts.showChat(),
    'deskmate.openInEditor': () => parts.openInEditor(),
    'deskmate.showLog': () => parts.showLog(),
    'deskmate.showMenu': () => showMenu(parts),
    'deskmate.openSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:deskmate.deskmate'),
  };
}

const menuCommands: Readonly<Record<MenuChoice, readonly [command: string, ...unknown[]]>> = {
  host: ['deskmate.hostRoom'],
  join: ['deskmate.joinRoom'],
  rejoin: ['deskmate.rejoinRoom'],
  'open-chat': ['deskmate.showPanel'],
  'open-in-editor': ['deskmate.openInEditor'],
  send: ['deskmate.sendMessage'],
  'copy-invite': ['deskmate.copyInvite'],
  'copy-address': ['deskmate.copyAddress'],
  'change-encoding': ['deskmate.changeEncoding'],
  'reset-invite': ['deskmate.resetInvite'],
  lock: ['deskmate.lockRoom'],
  unlock: ['deskmate.unlockRoom'],
  'ask-about-storage': ['deskmate.askAboutStorage'],
  'make-group': ['deskmate.makeGroup'],
  'remove-member': ['deskmate.removeMember'],
  'change-name': ['deskmate.changeName'],
  leave: ['deskmate.closeRoom'],
  'open-history': ['deskmate.openHistory'],
  'show-log': ['deskmate.showLog'],
  find: ['deskmate.find'],
  export: ['deskmate.exportChat'],
  settings: ['deskmate.openSettings'],
};

async function showMenu({ session, attempts, t }: CommandParts): Promise<void> {
  const choice = await askMenu(session, attempts, t);
  if (choice) await vscode.commands.executeCommand(...menuCommands[choice]);
}
