import { hasCode, isOnServer, traitsOf } from '../../protocol/room-kinds';
import type { Classroom } from '../../room/classroom';
import type { RoomInfo, SessionState } from '../../room/room';
import { mayLock, type RoomControl } from '../../room/room-control';
import { linkName, nameInText } from '../../strings/inline-text';
import { isInvited, returnLabel } from '../../strings/invited-room';
import type { Translate } from '../../strings/translate';
import { exhaustive } from '../../util/exhaustive';
import type { CommandId } from '../commands';
import { leaveLabel } from '../panel/panel-status';
import type { LastRoom } from '../rooms/attempt';

/** A command in the status bar's menu. */
export type MenuCommand = Exclude<CommandId, 'deskmate.showMenu'>;

/** A line of the menu. */
export interface MenuItem {
  readonly command: MenuCommand;
  /** Groups are separated by a line. */
  readonly group: 'room' | 'view' | 'chat' | 'person';
  readonly label: string;
  readonly description?: string;
}

type Ungrouped = Omit<MenuItem, 'group'>;

type LastRoomLabel = Pick<LastRoom, 'label' | 'role'>;

/** What the menu depends on besides the session's state. */
export interface MenuSources {
  /** Whether others on the network see the hosted room; absent if they can't reach it. */
  readonly announcing?: 'on' | 'off' | undefined;
  /** Names of the people who ask to join the hosted room. */
  readonly requests?: readonly string[];
  /** Whether such requests are denied without asking; absent if the room takes none. */
  readonly mutesRequests?: boolean | undefined;
  /** Whether the user asks to join a room. */
  readonly asking?: boolean;
  /** The class that the user is in. */
  readonly classroom?: Pick<Classroom, 'isHelper' | 'hostActions' | 'own' | 'rules'> | undefined;
  /** What the user may decide about the room. */
  readonly control?: RoomControl;
  /** The name of the room that the user can continue without its host. */
  readonly continuable?: string | undefined;
}

/**
 * The commands that make sense in a state, in groups, the most likely first.
 * @param last the room to return to
 */
export function menuItems(
  state: SessionState,
  last: LastRoomLabel | undefined,
  t: Translate,
  sources: MenuSources = {},
): readonly MenuItem[] {
  const { kind } = state.connection;
  const room = [...requestItems(sources, t), ...roomItems(state, last, sources, t)].map(
    (item) => ({ ...item, group: 'room' }) as const,
  );
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
    { group: 'person', command: 'deskmate.checkConnection', label: t('Check Connection…') },
    { group: 'person', command: 'deskmate.showLog', label: t('Show Log') },
  ];
  // In a room, people look for the chat first; outside one, for a way to join.
  const first = kind === 'offline' || kind === 'connecting' ? [room, view] : [view, room];
  return [...first, chat, person].flat();
}

/** What waits for an answer, here or at another room's host. */
function requestItems(
  { requests = [], asking = false }: MenuSources,
  t: Translate,
): readonly Ungrouped[] {
  return [
    ...(asking
      ? [{ command: 'deskmate.cancelRequest', label: t('Cancel Request to Join') } as const]
      : []),
    ...(requests.length > 0
      ? [
          {
            command: 'deskmate.answerRequest',
            label: t('Answer Request to Join…'),
            description: requests.map(nameInText).join(', '),
          } as const,
        ]
      : []),
  ];
}

function roomItems(
  state: SessionState,
  last: LastRoomLabel | undefined,
  sources: MenuSources,
  t: Translate,
): readonly Ungrouped[] {
  const leave: Ungrouped = {
    // Asks first when leaving closes a room that others are in.
    command: 'deskmate.closeRoom',
    label: leaveLabel(state.connection.kind, t),
  };
  const send: Ungrouped = { command: 'deskmate.sendMessage', label: t('Send Message…') };
  switch (state.connection.kind) {
    case 'offline':
      return [...outsideItems(last, t), ...continueItems(sources, t)];
    case 'connecting':
      return [leave];
    case 'reconnecting':
      // Messages sent now go out when the connection is back.
      return [send, ...continueItems(sources, t), leave];
    case 'waiting':
    case 'joined':
    case 'hosting':
      return [
        send,
        ...classItems(sources, t),
        ...memberItems(state, sources.control ?? {}, t),
        ...announceItems(sources, t),
        leave,
      ];
    default:
      return exhaustive(state.connection);
  }
}

function outsideItems(last: LastRoomLabel | undefined, t: Translate): readonly Ungrouped[] {
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

function continueItems({ continuable }: MenuSources, t: Translate): readonly Ungrouped[] {
  if (continuable === undefined) return [];
  const label = t('Continue as New Room…');
  return [{ command: 'deskmate.continueRoom', label, description: linkName(continuable) }];
}

function announceItems(
  { announcing, mutesRequests }: MenuSources,
  t: Translate,
): readonly Ungrouped[] {
  if (announcing === undefined) return [];
  if (announcing === 'off') {
    return [{ command: 'deskmate.announceRoom', label: t('Show Room on Network') }];
  }
  const hide = { command: 'deskmate.stopAnnouncing', label: t('Hide Room from Network') } as const;
  if (mutesRequests === undefined) return [hide];
  return mutesRequests
    ? [{ command: 'deskmate.unmuteRequests', label: t('Unmute Requests to Join') }, hide]
    : [{ command: 'deskmate.muteRequests', label: t('Mute Requests to Join') }, hide];
}

/** What students and helpers of a class can do. */
function classItems({ classroom }: MenuSources, t: Translate): readonly Ungrouped[] {
  if (!classroom) return [];
  const { isHelper, hostActions, own, rules } = classroom;
  if (!isHelper) return ownRequestItems(own.state, t);
  return [
    { command: 'deskmate.announce', label: t('Announce…') },
    rules.open
      ? { command: 'deskmate.closeQueue', label: t('Close Queue') }
      : { command: 'deskmate.openQueue', label: t('Open Queue') },
    ...(hostActions
      ? ([
          { command: 'deskmate.addHelper', label: t('Make Helper…') },
          { command: 'deskmate.setSpeaking', label: t('Choose Who Can Write to Everyone…') },
          { command: 'deskmate.chooseRoster', label: t('Choose Roster…') },
          { command: 'deskmate.exportClass', label: t('Export Class…') },
        ] as const)
      : []),
  ];
}

function ownRequestItems(state: Classroom['own']['state'], t: Translate): readonly Ungrouped[] {
  if (state === 'none') return [{ command: 'deskmate.imStuck', label: t('I’m Stuck…') }];
  const withdraw = {
    command: 'deskmate.withdrawRequest',
    label: t('Withdraw My Request'),
  } as const;
  switch (state) {
    case 'waiting':
      return [{ command: 'deskmate.pauseRequest', label: t('Pause My Request') }, withdraw];
    case 'paused':
      return [{ command: 'deskmate.resumeRequest', label: t('Resume My Request') }, withdraw];
    default:
      return [withdraw];
  }
}

/** The commands for members of a room. */
function memberItems(
  state: SessionState,
  control: RoomControl,
  t: Translate,
): readonly Ungrouped[] {
  const { connection, room } = state;
  if (!isInvited(room)) {
    return [
      { command: 'deskmate.copyAddress', label: t('Copy Address') },
      { command: 'deskmate.changeEncoding', label: t('Change Encoding…') },
      ...(connection.kind === 'hosting'
        ? [{ command: 'deskmate.setWeather', label: t('Network Weather…') } as const]
        : []),
    ];
  }
  if (control.inviteActions) return controlItems(state, room, control, t);
  const label = t('Choose Whether to Take Over Rooms…');
  return connection.kind === 'joined' && !isOnServer(room.kind)
    ? [{ command: 'deskmate.chooseTakeOver', label }]
    : [];
}

/** The commands for who decides about the members of a room. */
function controlItems(
  { connection, members }: SessionState,
  room: RoomInfo,
  control: RoomControl,
  t: Translate,
): readonly Ungrouped[] {
  const hosts = connection.kind === 'hosting';
  return [
    ...(hosts && room.storage !== undefined
      ? [
          {
            command: 'deskmate.askAboutStorage',
            label: t('Resolve Storage Problem…'),
          } as const,
        ]
      : []),
    { command: 'deskmate.copyInvite', label: t('Copy Invite') },
    { command: 'deskmate.showInviteQr', label: t('Show Invite as QR Code') },
    ...(hosts && hasCode(room.kind)
      ? [{ command: 'deskmate.showRoomCode', label: t('Show Room Code') } as const]
      : []),
    { command: 'deskmate.resetInvite', label: t('Reset Invite') },
    ...lockItems(room, control, t),
    ...(traitsOf(room.kind).growsTo
      ? [{ command: 'deskmate.makeGroup', label: t('Convert to Group') } as const]
      : []),
    ...(members.length > 1
      ? [
          { command: 'deskmate.removeMember', label: t('Remove Member…') } as const,
          ...(control.wideControl?.isOwner
            ? [{ command: 'deskmate.addModerator', label: t('Make Moderator…') } as const]
            : []),
          ...(hosts
            ? [{ command: 'deskmate.handOver', label: t('Hand Over Room…') } as const]
            : []),
        ]
      : []),
    ...(control.wideControl?.isOwner && control.wideControl.moderators.length > 0
      ? [{ command: 'deskmate.removeModerator', label: t('Remove Moderator…') } as const]
      : []),
  ];
}

function lockItems({ locked }: RoomInfo, control: RoomControl, t: Translate): readonly Ungrouped[] {
  if (!mayLock(control)) return [];
  return locked
    ? [{ command: 'deskmate.unlockRoom', label: t('Unlock Room') }]
    : [{ command: 'deskmate.lockRoom', label: t('Lock Room') }];
}
