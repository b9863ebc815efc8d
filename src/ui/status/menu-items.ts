import { traitsOf } from '../../protocol/room-kinds';
import type { SessionState } from '../../room/room';
import { isInvited, returnLabel } from '../../strings/invited-room';
import type { Translate } from '../../strings/translate';
import { exhaustive } from '../../util/exhaustive';
import type { CommandId } from '../commands';
import { leaveLabel } from '../messages/panel-status';
import type { LastRoom } from '../rooms/attempt';

/** What the status bar's menu can do. */
export type MenuCommand = Exclude<CommandId, 'deskmate.showMenu'>;

/** One line of the menu. */
export interface MenuItem {
  readonly command: MenuCommand;
  /** A line separates one group from the next. */
  readonly group: 'room' | 'view' | 'chat' | 'person';
  readonly label: string;
  readonly description?: string;
}

type Ungrouped = Omit<MenuItem, 'group'>;

type LastRoomWords = Pick<LastRoom, 'label' | 'role'>;

/**
 * What can be done in a state, in groups, the likeliest first.
 * @param last the room to go back into
 */
export function menuItems(
  state: SessionState,
  last: LastRoomWords | undefined,
  t: Translate,
): readonly MenuItem[] {
  const { kind } = state.connection;
  const room = roomItems(state, last, t).map((item) => ({ ...item, group: 'room' }) as const);
  const view: readonly MenuItem[] = [
    { group: 'view', command: 'deskmate.showPanel', label: t('Open Chat') },
    { group: 'view', command: 'deskmate.openInEditor', label: t('Open in Editor') },
  ];
  const chat: readonly MenuItem[] = [
    { group: 'chat', command: 'deskmate.find', label: t('Find in Chat') },
    { group: 'chat', command: 'deskmate.exportChat', label: t('Export Chat') },
    { group: 'chat', command: 'deskmate.openHistory', label: t('Open History…') },
  ];
  const person: readonly MenuItem[] = [
    { group: 'person', command: 'deskmate.changeName', label: t('Change Name…') },
    { group: 'person', command: 'deskmate.openSettings', label: t('Open Settings') },
    { group: 'person', command: 'deskmate.showLog', label: t('Show Log') },
  ];
  // In a room, people look for the chat first; in none, for a way to join one.
  const first = kind === 'offline' || kind === 'connecting' ? [room, view] : [view, room];
  return [...first, chat, person].flat();
}

function roomItems(
  state: SessionState,
  last: LastRoomWords | undefined,
  t: Translate,
): readonly Ungrouped[] {
  const leave: Ungrouped = {
    // Asks where leaving closes a room in which others are.
    command: 'deskmate.closeRoom',
    label: leaveLabel(state.connection.kind, t),
  };
  const send: Ungrouped = { command: 'deskmate.sendMessage', label: t('Send Message…') };
  switch (state.connection.kind) {
    case 'offline':
      return enter(last, t);
    case 'connecting':
      return [leave];
    case 'reconnecting':
      // What is said now goes out when the connection is back.
      return [send, leave];
    case 'waiting':
    case 'joined':
    case 'hosting':
      return [send, ...within(state, t), leave];
    default:
      return exhaustive(state.connection);
  }
}

function enter(last: LastRoomWords | undefined, t: Translate): readonly Ungrouped[] {
  return [
    ...(last === undefined
      ? []
      : [
          {
            command: 'deskmate.rejoinRoom',
            label: returnLabel(last.role, t),
            description: last.label,
          } as const,
        ]),
    { command: 'deskmate.hostRoom', label: t('Host Room…') },
    { command: 'deskmate.joinRoom', label: t('Join Room…') },
  ];
}

/** What a room offers to its members. */
function within({ connection, room, members }: SessionState, t: Translate): readonly Ungrouped[] {
  if (!isInvited(room)) {
    return [
      { command: 'deskmate.copyAddress', label: t('Copy Address') },
      { command: 'deskmate.changeEncoding', label: t('Change Encoding…') },
    ];
  }
  if (connection.kind !== 'hosting') return [];
  return [
    ...(room.storage === undefined
      ? []
      : [
          {
            command: 'deskmate.askAboutStorage',
            label: t('Resolve Storage Problem…'),
          } as const,
        ]),
    { command: 'deskmate.copyInvite', label: t('Copy Invite') },
    { command: 'deskmate.resetInvite', label: t('Reset Invite') },
    room.locked
      ? { command: 'deskmate.unlockRoom', label: t('Unlock Room') }
      : { command: 'deskmate.lockRoom', label: t('Lock Room') },
    ...(traitsOf(room.kind).growsTo
      ? [{ command: 'deskmate.makeGroup', label: t('Convert to Group') } as const]
      : []),
    ...(members.length > 1
      ? [{ command: 'deskmate.removeMember', label: t('Remove Member…') } as const]
      : []),
  ];
}
