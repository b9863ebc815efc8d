import { type CodeCommandParts, codeCommands } from '../code/code-commands';
import type { CommandHandlers } from '../commands';
import { type DebugCommandParts, debugCommands } from '../debug/debug-commands';
import { type FileCommandParts, fileCommands } from '../files/file-commands';
import { type BookmarkCommandParts, bookmarkCommands } from '../history/bookmark-commands';
import { exportCommands } from '../history/export-commands';
import { type HistoryCommandParts, historyCommands } from '../history/history-commands';
import { type SearchCommandParts, searchCommands } from '../history/search/search-commands';
import {
  type ChatCommandParts,
  chatCommands,
  type MessageCommandParts,
  messageCommands,
} from '../messages/message-commands';
import { type MessageMenuParts, messageMenuCommands } from '../messages/message-menu-commands';
import { type NicknameCommandParts, nicknameCommands } from '../messages/nickname-commands';
import { type PinCommandParts, pinCommands } from '../messages/pin-commands';
import { type PatchCommandParts, patchCommands } from '../patch/patch-commands';
import { type PlaceCommandParts, placeCommands } from '../place/place-commands';
import { type EncodingCommandParts, encodingCommands } from '../rooms/encoding-commands';
import { type HostCommandParts, hostCommands } from '../rooms/host-flow';
import { inviteCommands } from '../rooms/invite-commands';
import { type LabClientCommandParts, labClientCommands } from '../rooms/lab-client-commands';
import { type MemberCommandParts, memberCommands } from '../rooms/member-commands';
import { nudgeCommands } from '../rooms/nudge-commands';
import { type RoomCommandParts, roomCommands } from '../rooms/room-commands';
import { type WeatherCommandParts, weatherCommands } from '../rooms/weather-commands';
import { type ViewCommandParts, viewCommands } from '../status/view-commands';
import { type TerminalCommandParts, terminalCommands } from '../terminal/terminal-commands';
import { type WireCommandParts, wireCommands } from '../wire/wire-commands';

/** What the handlers of all features need together. */
type CommandParts = HostCommandParts &
  RoomCommandParts &
  MemberCommandParts &
  EncodingCommandParts &
  LabClientCommandParts &
  WeatherCommandParts &
  MessageCommandParts &
  ChatCommandParts &
  NicknameCommandParts &
  MessageMenuParts &
  PinCommandParts &
  CodeCommandParts &
  PatchCommandParts &
  TerminalCommandParts &
  DebugCommandParts &
  FileCommandParts &
  PlaceCommandParts &
  HistoryCommandParts &
  SearchCommandParts &
  BookmarkCommandParts &
  WireCommandParts &
  ViewCommandParts;

/**
 * Returns every command's handler. A command called with arguments asks nothing and rejects with a
 * `CodedError` if it fails; without arguments, it asks the person and shows failures.
 */
export function commandHandlers(parts: CommandParts): CommandHandlers {
  return {
    ...hostCommands(parts),
    ...roomCommands(parts),
    ...inviteCommands(parts),
    ...memberCommands(parts),
    ...nudgeCommands(parts),
    ...nicknameCommands(parts),
    ...encodingCommands(parts),
    ...labClientCommands(parts),
    ...weatherCommands(parts),
    ...messageCommands(parts),
    ...chatCommands(parts),
    ...messageMenuCommands(parts),
    ...pinCommands(parts),
    ...codeCommands(parts),
    ...patchCommands(parts),
    ...terminalCommands(parts),
    ...debugCommands(parts),
    ...fileCommands(parts),
    ...placeCommands(parts),
    ...historyCommands(parts),
    ...exportCommands(parts),
    ...searchCommands(parts),
    ...bookmarkCommands(parts),
    ...wireCommands(parts),
    ...viewCommands(parts),
  };
}
