import * as vscode from 'vscode';
import type { RoomHolder } from '../store/open-rooms';
import { showInformationMessage } from './window/messages';
import { openElsewhereWords } from './words/question-words';
import type { Translate } from './words/translate';

/** What this window has open, for other windows to find it by. */
export function openFolder(): RoomHolder['folder'] {
  const { name, workspaceFile, workspaceFolders } = vscode.workspace;
  const uri = workspaceFile ?? workspaceFolders?.[0]?.uri;
  return uri && { uri: uri.toString(), name: name ?? '' };
}

/**
 * Says that another window is in the room, and offers to go there. Extensions cannot bring another window
 * to the front; but desktop editors do so when they are to open a folder that a window has open already,
 * and let the person choose among the windows. A browser can do neither.
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
  const canGo = vscode.env.uiKind === vscode.UIKind.Desktop;
  const buttons = [...(canGo ? [there] : []), ...(holder.role === 'guest' ? [here] : [])];
  const chosen = await showInformationMessage(openElsewhereWords(holder, room, t), ...buttons);
  if (chosen === here) await takeOver();
  else if (chosen === there) await goTo(holder);
}

async function goTo({ folder }: RoomHolder): Promise<void> {
  if (!folder) {
    await vscode.commands.executeCommand('workbench.action.switchWindow');
    return;
  }
  // Should that window be gone by now, the folder does not take this one's place.
  const options = { forceNewWindow: true };
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.parse(folder.uri), options);
}
