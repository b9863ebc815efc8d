import { codeCommands } from '../code/code-commands';
import type { CommandHandlers, CommandParts } from '../commands';
import { exportCommands } from '../history/export/export-commands';
import { historyCommands } from '../history/history-commands';
import { chatCommands } from '../messages/chat-commands';
import { messageCommands } from '../messages/message-commands';
import { patchCommands } from '../patch/patch-commands';
import { encodingCommands } from '../rooms/encoding-commands';
import { inviteCommands } from '../rooms/invite-commands';
import { memberCommands } from '../rooms/member-commands';
import { roomCommands } from '../rooms/room-commands';
import { viewCommands } from '../status/view-commands';

/**
 * Every command by its id. With arguments nothing is asked, and what fails rejects with a
 * {@link CodedError}; without, a person is asked, and what fails is shown.
 */
export function commandHandlers(parts: CommandParts): CommandHandlers {
  return {
    ...roomCommands(parts),
    ...messageCommands(parts),
    ...inviteCommands(parts),
    ...memberCommands(parts),
    ...historyCommands(parts),
    ...chatCommands(parts),
    ...codeCommands(parts),
    ...patchCommands(parts),
    ...exportCommands(parts),
    ...encodingCommands(parts),
    ...viewCommands(parts),
  };
}
