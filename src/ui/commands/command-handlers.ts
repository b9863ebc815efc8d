import { chatCommands } from './chat-commands';
import { codeCommands } from './code-commands';
import type { CommandHandlers, CommandParts } from './command-parts';
import { encodingCommands } from './encoding-commands';
import { exportCommands } from './export-commands';
import { historyCommands } from './history-commands';
import { inviteCommands } from './invite-commands';
import { memberCommands } from './member-commands';
import { messageCommands } from './message-commands';
import { patchCommands } from './patch-commands';
import { roomCommands } from './room-commands';
import { viewCommands } from './view-commands';

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
