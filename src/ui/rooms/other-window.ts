import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { RoomHolder } from '../../room/room';
import { canGoTo, openElsewhereText, type ThisWindow } from '../../strings/question-text';
import type { Translate } from '../../strings/translate';
import { showInformationMessage } from '../window/messages';

/** Describes this window, to compare it with the one that is in a room. */
export function thisWindow(): ThisWindow {
  return { machine: hostname(), inBrowser: vscode.env.uiKind === vscode.UIKind.Web };
}

/** The folder or workspace that this window has open, so that other windows can find this one. */
export function openFolder(): RoomHolder['folder'] {
  const { name = '', workspaceFile, workspaceFolders } = vscode.workspace;
  // An unsaved workspace can't be opened by its URI.
  if (workspaceFile?.scheme === 'untitled') return { name };
  const uri = workspaceFile ?? workspaceFolders?.[0]?.uri;
  return uri && { uri: uri.toString(), name };
}

/**
 * Says that another window is in the room, and offers to switch to it. Extensions can't focus another
 * window, but a desktop editor does so when asked to open a folder that a window already has open, and it
 * can let the user choose a window. A browser can do neither, and no editor can switch to a window on
 * another computer, so there the message only says where the window is.
 * @param room the room's name
 * @param takeOver continues in this window instead
 */
export async function offerOtherWindow(
  holder: RoomHolder,
  room: string,
  takeOver: () => Promise<unknown>,
  t: Translate,
): Promise<void> {
  const there = t('Go to That Window');
  const here = t('Continue Here');
  const buttons = [
    ...(canGoTo(holder, thisWindow()) ? [there] : []),
    ...(holder.role === 'guest' ? [here] : []),
  ];
  const words = openElsewhereText(holder, room, thisWindow(), t);
  const chosen = await showInformationMessage(words, ...buttons);
  if (chosen === here) await takeOver();
  else if (chosen === there) await goTo(holder);
}

async function goTo({ folder }: RoomHolder): Promise<void> {
  if (folder?.uri === undefined) {
    await vscode.commands.executeCommand('workbench.action.switchWindow');
    return;
  }
  // If that window is closed by now, open the folder in a new window instead of this one.
  const options = { forceNewWindow: true };
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.parse(folder.uri), options);
}
