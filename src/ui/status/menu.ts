import * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import type { Translate } from '../../strings/translate';
import type { RoomAttempts } from '../rooms/room-attempts';
import { type PickItem, showQuickPick } from '../window/quick-pick';
import { type MenuChoice, menuItems } from './menu-items';

interface ChoiceItem extends PickItem {
  /** Absent in the lines between groups. */
  readonly choice?: MenuChoice;
}

/** Shows what can be done now; resolves with what was chosen. */
export async function askMenu(
  session: Session,
  attempts: RoomAttempts,
  t: Translate,
): Promise<MenuChoice | undefined> {
  const last = attempts.lastJoined;
  const choices = menuItems(session.state, last?.label, t);
  const items = choices.flatMap((item, index): ChoiceItem[] => {
    const isFirst = index > 0 && choices[index - 1]?.group !== item.group;
    return isFirst ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }, item] : [item];
  });
  const chosen = await showQuickPick(items, { title: 'Deskmate' });
  return chosen?.choice;
}
