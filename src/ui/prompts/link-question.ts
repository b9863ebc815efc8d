import * as vscode from 'vscode';
import type { Invite } from '../../room/invite';
import type { SessionState } from '../../room/session-state';
import { linkQuestion } from '../words/question-words';
import type { Translate } from '../words/translate';

/** Asks whether to follow a link. */
export async function mayFollow(
  invite: Invite,
  state: SessionState,
  t: Translate,
): Promise<boolean> {
  const { message, detail, goOn } = linkQuestion(invite, state, t);
  return (
    (await vscode.window.showInformationMessage(message, { modal: true, detail }, goOn)) === goOn
  );
}
