import * as vscode from 'vscode';
import type { Session } from '../../room/session/session';
import type { Translate } from '../../strings/translate';
import type { Logger } from '../../util/logger';
import type { InvitePageCommand } from '../../webview/invite-messages';
import { InviteTab } from '../../webview/invite-tab';
import { viewIds } from '../../webview/view-ids';
import type { CommandHandlers, CommandId } from '../commands';
import { setStatusBarMessage, showWarningMessage } from '../window/messages';
import { hostActionsOf } from './invite-commands';
import { RoomCodeHost } from './room-code-host';
import { type RoomCodePageSources, roomCodePageState } from './room-code-page';

export interface RoomCodeCommandDeps {
  readonly roomCode: RoomCodeHost;
}

/** The commands for the code of the group that this window hosts. */
export function roomCodeCommands({ roomCode }: RoomCodeCommandDeps) {
  return {
    'deskmate.showRoomCode': () => roomCode.show(),
    'deskmate.newRoomCode': () => roomCode.renew(),
    'deskmate.stopRoomCode': () => roomCode.stop(),
  } satisfies Partial<CommandHandlers>;
}

/** Makes what the host sees of the room code, and the tab that shows it. */
export function createRoomCode(deps: {
  readonly session: Session;
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
  readonly t: Translate;
  announcing(): RoomCodePageSources['announcing'];
}): { readonly roomCode: RoomCodeHost; readonly codeTab: InviteTab } {
  const { announcing, extensionUri, logger, session, t } = deps;
  const model = {
    state: () => {
      const { invite, roomCode: code } = session.invited?.hostActions ?? {};
      return roomCodePageState(
        session.state,
        { code: code?.state, invite, announcing: announcing() },
        t,
      );
    },
    onDidChange: session.onDidChangeState,
    run: (command: InvitePageCommand) =>
      void vscode.commands.executeCommand(`deskmate.${command}` satisfies CommandId),
  };
  const codeTab = new InviteTab(viewIds.roomCode, model, extensionUri);
  const roomCode = new RoomCodeHost({
    ...{ session, logger, t },
    hostActions: () => hostActionsOf({ session, t }),
    showTab: () => codeTab.show(),
    warn: showWarningMessage,
    showDone: setStatusBarMessage,
  });
  return { roomCode, codeTab };
}
