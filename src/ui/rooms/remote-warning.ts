import type * as vscode from 'vscode';
import type { Translate } from '../../strings/translate';
import { showWarningMessage } from '../window/messages';

const toldKey = 'deskmate.toldOfRemote';

/** Says, once on this computer, that a hosted room's port is open on another machine. */
export function warnOfRemote(
  remote: string | undefined,
  memento: vscode.Memento,
  t: Translate,
): void {
  if (remote === undefined || memento.get(toldKey) === true) return;
  void memento.update(toldKey, true);
  void showWarningMessage(
    t(
      'In this window, Deskmate runs on {0}: your room’s port is open there, not on the computer in front of you.',
      remote,
    ),
  );
}
