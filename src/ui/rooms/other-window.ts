import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { RoomHolder } from '../../store/open-rooms';
import { canGoTo, openElsewhereWords, type ThisWindow } from '../../strings/question-words';
import type { Translate } from '../../strings/translate';
import { showInformationMessage } from '../window/messages';

export function thisWindow(): ThisWindow {
  return { machine: hostname(), inBrowser: vscode.env.uiKind === vscode.UIKind.Web };
}

/** What this window has open, for other windows to find it by. */
export function openFolder(): RoomHolder['folder'] {
  const { name = '', workspaceFile, workspaceFolders } = vscode.workspace;
  // A workspace that was never saved cannot be opened by its address.
  if (workspaceFile?.scheme === 'untitled') return { name };
  const uri = workspaceFile ?? workspaceFolders?.[0]?.uri;
  return uri && { uri: uri.toString(), name };
}

/**
 * Says that another window is in the room, and offers to go there. Extensions cannot bring another window
 * to the front; but desktop editors do so when they are to open a folder that a window has open already,
 * and let the person choose among the windows. A browser can do neither, nor can anything lead to a window
 * on another computer: the words say where it is.
 * @param room what it is called
 * @param takeOver goes on in this window, instead of the other one
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
  const words = openElsewhereWords(holder, room, thisWindow(), t);
  const chosen = await showInformationMessage(words, ...buttons);
  if (chosen === here) await takeOver();
  else if (chosen === there) await goTo(holder);
}

async function goTo({ folder }: RoomHolder): Promise<void> {
  if (folder?.uri === undefined) {
    await vscode.commands.executeCommand('workbench.action.switchWindow');
    return;
  }
  // Should that window be gone by now, the folder does not take this one's place.
  const options = { forceNewWindow: true };
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.parse(folder.uri), options);
}
