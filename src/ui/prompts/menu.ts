import * as vscode from 'vscode';
import type { Session } from '../../room/session';
import type { Rooms } from '../rooms';
import { type MenuChoice, menuItems } from '../words/menu-items';
import type { Translate } from '../words/translate';

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice: MenuChoice;
}

/** Shows what can be done now; resolves with what was chosen. */
export async function askMenu(
  session: Session,
  rooms: Rooms,
  t: Translate,
): Promise<MenuChoice | undefined> {
  const last = rooms.lastJoined;
  const items = menuItems(session.state, last?.label, t).map(
    ({ choice, icon, label, description }): ChoiceItem => ({
      choice,
      label: `$(${icon}) ${label}`,
      ...(description === undefined ? {} : { description }),
    }),
  );
  const chosen = await vscode.window.showQuickPick(items, { title: 'Deskmate' });
  return chosen?.choice;
}
