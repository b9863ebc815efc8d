import * as vscode from 'vscode';
import type { InviteKind } from '../../net/transport';
import { setStatusBarMessage, showInformationMessage } from '../window/messages';
import { copiedWords } from '../words/question-words';
import type { Translate } from '../words/translate';

/** How long the status bar says that something was copied, ms. */
const copiedMs = 5000;

/**
 * Puts the invite on the clipboard, and says so and whom to send it to.
 * @param link the invite as it is when asked for: it may be reset while the notification stands
 */
export async function tellInvite(
  kind: InviteKind,
  link: () => string | undefined,
  showChat: () => Promise<void>,
  t: Translate,
): Promise<void> {
  if (!(await copy(link))) return;
  const again = t('Copy Again');
  const chat = t('Show Chat');
  // Not waited for: the notification stands until the person has read it.
  showInformationMessage(copiedWords(kind, t), again, chat).then(async (chosen) => {
    if (chosen === chat) await showChat();
    else if (chosen === again && (await copy(link))) {
      setStatusBarMessage(t('Invite copied'), copiedMs);
    }
  });
}

async function copy(link: () => string | undefined): Promise<boolean> {
  const text = link();
  if (text !== undefined) await vscode.env.clipboard.writeText(text);
  return text !== undefined;
}
