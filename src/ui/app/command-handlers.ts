import { type CodeCommandParts, codeCommands } from '../code/code-commands';
import type { CommandHandlers } from '../commands';
import { exportCommands } from '../history/export-commands';
import { type HistoryCommandParts, historyCommands } from '../history/history-commands';
import { type ChatCommandParts, chatCommands } from '../messages/chat-commands';
import { type MessageCommandParts, messageCommands } from '../messages/message-commands';
import { type PatchCommandParts, patchCommands } from '../patch/patch-commands';
import { type EncodingCommandParts, encodingCommands } from '../rooms/encoding-commands';
import { inviteCommands } from '../rooms/invite-commands';
import { type MemberCommandParts, memberCommands } from '../rooms/member-commands';
import { type RoomCommandParts, roomCommands } from '../rooms/room-commands';
import { type ViewCommandParts, viewCommands } from '../status/view-commands';

export type CommandParts = RoomCommandParts &
  MemberCommandParts &
  EncodingCommandParts &
  MessageCommandParts &
  ChatCommandParts &
  CodeCommandParts &
  PatchCommandParts &
  HistoryCommandParts &
  ViewCommandParts;

/**
 * Every command's handler. With arguments nothing is asked, and what fails rejects with a
 * {@link CodedError}; without, a person is asked, and what fails is shown.
 */
export function commandHandlers(parts: CommandParts): CommandHandlers {
  return {
    ...roomCommands(parts),
    ...inviteCommands(parts),
    ...memberCommands(parts),
    ...encodingCommands(parts),
    ...messageCommands(parts),
    ...chatCommands(parts),
    ...codeCommands(parts),
    ...patchCommands(parts),
    ...historyCommands(parts),
    ...exportCommands(parts),
    ...viewCommands(parts),
  };
}
