import * as vscode from 'vscode';
import type { InviteKind } from '../../protocol/room-kinds';
import { inviteWords } from '../../strings/kind-words';
import type { Translate } from '../../strings/translate';
import { setStatusBarMessage, showInformationMessage } from '../window/messages';

/** How long the status bar says that something was copied, ms. */
const copiedMs = 5000;

/**
 * Puts the invite on the clipboard, and says so and whom to send it to.
 * @param showChat absent where the chat is before the person already
 * @param link the invite as it is when asked for: it may be reset while the notification stands
 */
export async function tellInvite(
  kind: InviteKind,
  link: () => string | undefined,
  showChat: (() => Promise<void>) | undefined,
  t: Translate,
): Promise<void> {
  if (!(await copy(link))) return;
  const again = t('Copy Again');
  const buttons = showChat ? [again, t('Show Chat')] : [again];
  // Not waited for: the notification stands until the person has read it.
  showInformationMessage(inviteWords(kind, t).copied, ...buttons).then(async (chosen) => {
    if (chosen === again) {
      if (await copy(link)) setStatusBarMessage(t('Invite copied'), copiedMs);
    } else if (chosen !== undefined) await showChat?.();
  });
}

async function copy(link: () => string | undefined): Promise<boolean> {
  const text = link();
  if (text !== undefined) await vscode.env.clipboard.writeText(text);
  return text !== undefined;
}
