import { type CheckCommandDeps, checkCommands } from '../check/check-commands';
import { type HelperCommandDeps, helperCommands } from '../class/helper-commands';
import { type ClassHostCommandDeps, classHostCommands } from '../class/host-commands';
import { type StudentCommandDeps, studentCommands } from '../class/student-commands';
import { type CodeCommandDeps, codeCommands } from '../code/code-commands';
import type { CommandHandlers } from '../commands';
import { type DebugCommandDeps, debugCommands } from '../debug/debug-commands';
import { type FileCommandDeps, fileCommands } from '../files/file-commands';
import { type BookmarkCommandDeps, bookmarkCommands } from '../history/bookmark-commands';
import { exportCommands } from '../history/export-commands';
import { type HistoryCommandDeps, historyCommands } from '../history/history-commands';
import { type SearchCommandDeps, searchCommands } from '../history/search/search-commands';
import {
  type ChatCommandDeps,
  chatCommands,
  type MessageCommandDeps,
  messageCommands,
} from '../messages/message-commands';
import { type MessageMenuDeps, messageMenuCommands } from '../messages/message-menu-commands';
import { type NicknameCommandDeps, nicknameCommands } from '../messages/nickname-commands';
import { type PinCommandDeps, pinCommands } from '../messages/pin-commands';
import { type PatchCommandDeps, patchCommands } from '../patch/patch-commands';
import { type PlaceCommandDeps, placeCommands } from '../place/place-commands';
import { type ContinueCommandDeps, continueCommands } from '../rooms/continue-flow';
import { type EncodingCommandDeps, encodingCommands } from '../rooms/encoding-commands';
import { type HostCommandDeps, hostCommands } from '../rooms/host-flow';
import { inviteCommands } from '../rooms/invite-commands';
import { type KnockCommandDeps, knockCommands } from '../rooms/knock-commands';
import { type LabClientCommandDeps, labClientCommands } from '../rooms/lab-client-commands';
import { type MemberCommandDeps, memberCommands } from '../rooms/member-commands';
import { moderatorCommands } from '../rooms/moderator-commands';
import { nudgeCommands } from '../rooms/nudge-commands';
import { type RoomCodeCommandDeps, roomCodeCommands } from '../rooms/room-code-commands';
import { type RoomCommandDeps, roomCommands } from '../rooms/room-commands';
import { type SuccessionCommandDeps, successionCommands } from '../rooms/succession-commands';
import { type WeatherCommandDeps, weatherCommands } from '../rooms/weather-commands';
import { type TerminalCommandDeps, terminalCommands } from '../terminal/terminal-commands';
import { type WireCommandDeps, wireCommands } from '../wire/wire-commands';
import { type ViewCommandDeps, viewCommands } from './view-commands';

/** What the handlers of all features need together. */
type CommandDeps = HostCommandDeps &
  CheckCommandDeps &
  RoomCommandDeps &
  KnockCommandDeps &
  RoomCodeCommandDeps &
  MemberCommandDeps &
  SuccessionCommandDeps &
  ContinueCommandDeps &
  EncodingCommandDeps &
  LabClientCommandDeps &
  WeatherCommandDeps &
  MessageCommandDeps &
  ChatCommandDeps &
  NicknameCommandDeps &
  MessageMenuDeps &
  PinCommandDeps &
  CodeCommandDeps &
  PatchCommandDeps &
  TerminalCommandDeps &
  DebugCommandDeps &
  FileCommandDeps &
  PlaceCommandDeps &
  StudentCommandDeps &
  HelperCommandDeps &
  ClassHostCommandDeps &
  HistoryCommandDeps &
  SearchCommandDeps &
  BookmarkCommandDeps &
  WireCommandDeps &
  ViewCommandDeps;

/**
 * Returns every command's handler. A command called with arguments asks nothing and rejects with a
 * `CodedError` if it fails; without arguments, it asks the user and shows failures.
 */
export function commandHandlers(deps: CommandDeps): CommandHandlers {
  return {
    ...hostCommands(deps),
    ...roomCommands(deps),
    ...inviteCommands(deps),
    ...knockCommands(deps),
    ...roomCodeCommands(deps),
    ...checkCommands(deps),
    ...memberCommands(deps),
    ...moderatorCommands(deps),
    ...successionCommands(deps),
    ...continueCommands(deps),
    ...nudgeCommands(deps),
    ...nicknameCommands(deps),
    ...encodingCommands(deps),
    ...labClientCommands(deps),
    ...weatherCommands(deps),
    ...messageCommands(deps),
    ...chatCommands(deps),
    ...messageMenuCommands(deps),
    ...pinCommands(deps),
    ...codeCommands(deps),
    ...patchCommands(deps),
    ...terminalCommands(deps),
    ...debugCommands(deps),
    ...fileCommands(deps),
    ...placeCommands(deps),
    ...studentCommands(deps),
    ...helperCommands(deps),
    ...classHostCommands(deps),
    ...historyCommands(deps),
    ...exportCommands(deps),
    ...searchCommands(deps),
    ...bookmarkCommands(deps),
    ...wireCommands(deps),
    ...viewCommands(deps),
  };
}
