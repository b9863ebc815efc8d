import * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import type { Translate } from '../../strings/translate';
import { type CommandHandlers, commands } from '../commands';
import type { RoomAttempts } from '../rooms/room-attempts';
import { type MenuCommand, type MenuSources, menuItems } from '../status/menu-items';
import { showQuickPick } from '../window/quick-pick';
import type { PickItem } from '../window/shown-items';

export interface ViewCommandDeps {
  readonly session: Session;
  readonly attempts: RoomAttempts;
  /** What the menu offers depends on it. */
  menuSources(): MenuSources;
  readonly t: Translate;
  showChat(): Promise<void>;
  openInEditor(): void;
  showLog(): void;
}

/** The commands that show the chat, the log, the menu and the settings. */
export function viewCommands(deps: ViewCommandDeps) {
  return {
    'deskmate.showPanel': () => deps.showChat(),
    'deskmate.openInEditor': () => deps.openInEditor(),
    'deskmate.showLog': () => deps.showLog(),
    'deskmate.showMenu': () => showMenu(deps),
    'deskmate.openSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:deskmate.deskmate'),
  } satisfies Partial<CommandHandlers>;
}

interface CommandItem extends PickItem {
  /** Absent for separators. */
  readonly command?: MenuCommand;
}

/** Shows the commands that make sense now, and runs the chosen one. */
async function showMenu({ session, attempts, menuSources, t }: ViewCommandDeps): Promise<void> {
  const offered = menuItems(session.state, attempts.lastJoined, t, menuSources());
  const items = offered.flatMap((item, index): CommandItem[] => {
    const shown = { ...item, icon: commands[item.command].icon };
    const isFirst = index > 0 && offered[index - 1]?.group !== item.group;
    return isFirst ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }, shown] : [shown];
  });
  const chosen = await showQuickPick(items, { title: 'Deskmate' });
  if (chosen?.command) await vscode.commands.executeCommand(chosen.command);
}
