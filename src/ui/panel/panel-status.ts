import { mayPin } from '../../protocol/room-kinds';
import type { RoomInfo, SessionState } from '../../room/room';
import {
  isAllNetworks,
  isLoopback,
  roomAddressText,
  targetAddressText,
} from '../../strings/addresses';
import { bareDetail } from '../../strings/bare-text';
import {
  invitedAbout,
  invitedDetail,
  isInvited,
  keepsTryingText,
  type RoomRole,
  returnLabel,
  roomTitle,
  shortTitle,
  standingText,
  typingText,
} from '../../strings/invited-room';
import { nudgeText } from '../../strings/message-text';
import { applicantNote } from '../../strings/roster-text';
import type { Translate } from '../../strings/translate';
import { roomWeatherText } from '../../strings/weather-text';
import { alarmTexts } from '../../strings/wide-text';
import { paragraph } from '../../text/paragraph';
import { exhaustive } from '../../util/exhaustive';
import type { PanelClass } from '../../webview/class-messages';
import type { ButtonCommand } from '../../webview/from-panel';
import type {
  PanelCode,
  PanelRequest,
  PanelSlashCommand,
  PanelStatus,
} from '../../webview/status-messages';
import type { PanelMemberSources, PanelMembers } from './panel-members';

/** What the panel's status is built from. */
export interface PanelStatusSources extends PanelMemberSources {
  readonly members: PanelMembers;
  readonly slashCommands: readonly PanelSlashCommand[];
  /** Why files can't be sent now. */
  readonly noFiles: string | undefined;
  readonly firstUnread: string | undefined;
  /** The number of unseen messages. */
  readonly unread: number;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  /** All names that the user has or had in this room. */
  readonly ownNames: readonly string[];
  /** The last failure in words. */
  readonly problem: string | undefined;
  /** The role in which the user can return to the last room; undefined when there is none. */
  readonly back: RoomRole | undefined;
  /** The address at which others reach a room that listens on all networks: `192.168.1.5`. */
  readonly reachable: string | undefined;
  /** Whether the log is of a saved room. */
  readonly isSaved: boolean;
  /** Whether the user has muted the room. */
  readonly muted: boolean;
  /** Whether the user can continue the room without its host, and should know. */
  readonly canContinue: boolean;
  /** The machine that the port is open on, when it isn't the user's own. */
  readonly remote: string | undefined;
  /** What others on the network see of the room that this window hosts; undefined if they don't see it. */
  readonly announced: string | undefined;
  /** The people who ask to join it. */
  readonly requests: readonly PanelRequest[];
  /** What a class has besides. */
  readonly classroom?: PanelClass | undefined;
  /** What the user, who asks to join a room, reads out to its host. */
  readonly asking: PanelCode | undefined;
}

/** The panel's status: everything about the room except its messages. */
export function panelStatus(sources: PanelStatusSources, t: Translate): PanelStatus {
  const { state, noFiles, firstUnread, unread, language } = sources;
  const problem = sources.problem ?? alarmsText(state, t);
  const { kind } = state.connection;
  const detail = detailText(sources, t);
  const title = titleText(state, t);
  const about = isInvited(state.room) ? paragraph(invitedAbout(state, state.room, t)) : '';
  const inRoom = kind !== 'offline' && kind !== 'connecting';
  const invited = isInvited(state.room);
  // While waiting or reconnecting, an action would reach no one.
  const canAct = invited && (kind === 'joined' || kind === 'hosting');
  return {
    connection: kind,
    headline: headlineText(state, t),
    ...(title === undefined ? {} : { title }),
    ...(detail === undefined ? {} : { detail }),
    ...(about === '' ? {} : { about }),
    invited,
    ...(problem === undefined ? {} : { problem }),
    actions: panelCommands(sources).map((command) => ({
      command,
      label: commandLabel(command, sources, t),
    })),
    ...weatherNote(sources, t),
    ...(sources.muted && {
      muted: t('Muted: this room sends no notifications. Click to unmute it.'),
    }),
    ...(sources.nudgedBy && { nudge: nudgeText(sources.nudgedBy.name, t) }),
    canSend: inRoom,
    slashCommands: inRoom ? sources.slashCommands : [],
    canAct,
    ...(canAct &&
      mayPin(state.room?.kind, sources.control?.inviteActions !== undefined) && { canPin: true }),
    ...(sources.isSaved && { isSaved: true }),
    ...(noFiles !== undefined && { noFiles }),
    ...(isLab(state.room) && { plainText: plainTextText(t) }),
    members: sources.members.list(sources, t),
    ownNames: sources.ownNames,
    waiting: state.waiting.map(({ name, applicant, why }) => ({
      name: sources.shown(name),
      ...(applicant !== undefined && why && { applicant, note: applicantNote(why, t) }),
    })),
    ...(sources.requests.length > 0 && {
      requests: sources.requests.map(({ id, name, address }) => ({ id, name, address })),
    }),
    ...(sources.asking && { asking: sources.asking }),
    ...(inRoom && invited ? { typing: typingText(state, language, t) } : {}),
    ...(firstUnread === undefined ? {} : { firstUnread }),
    unread,
    ...(sources.classroom && { classroom: sources.classroom }),
  };
}

/** What the server of a wide room has done: a warning that stays. */
function alarmsText({ connection, room }: SessionState, t: Translate): string | undefined {
  return room && connection.kind !== 'offline'
    ? paragraph(alarmTexts(room, t)) || undefined
    : undefined;
}

/** The network weather that this window makes. */
function weatherNote(
  { state: { room }, language, shown }: PanelStatusSources,
  t: Translate,
): Pick<PanelStatus, 'weather'> {
  const members = room?.weather?.members.map((each) => ({ ...each, name: shown(each.name) }));
  const named =
    room?.weather && members ? { ...room, weather: { ...room.weather, members } } : room;
  const text = named && roomWeatherText(named, language, t);
  return text ? { weather: { label: text.short, title: paragraph(text.detail) } } : {};
}

/** What lab rooms don't support, and why. */
function plainTextText(t: Translate): string {
  return t(
    'Lab rooms carry plain text only: no formatting, replies, reactions, edits, pins, code cards or files.',
  );
}

/** Whether a room, present or past, uses the lab's protocol. */
function isLab(room: RoomInfo | undefined): boolean {
  return room !== undefined && !isInvited(room);
}

function headlineText(state: SessionState, t: Translate): string {
  const { connection, room } = state;
  if (connection.kind !== 'offline' && connection.kind !== 'connecting' && isInvited(room)) {
    return [roomTitle(room, t), ...standingText(state, room, t)].join(' · ');
  }
  const place = room ? roomAddressText(room, t) : '';
  switch (connection.kind) {
    case 'offline':
      return t('Not in a room');
    case 'connecting':
      if (connection.error) return t('Not let in yet, trying again…');
      return t('Connecting to {0}…', targetAddressText(connection.target, t));
    case 'waiting':
      if (connection.position === undefined) return t('Waiting to be let in at {0}', place);
      return connection.position === 1
        ? t('Waiting in line at {0}: you’re next', place)
        : t('Waiting in line at {0}: number {1}', place, connection.position);
    case 'joined':
      return t('In the room at {0}', place);
    case 'hosting':
      return t('Hosting on {0}', place);
    case 'reconnecting':
      return t('Reconnecting to {0}…', place);
    default:
      return exhaustive(connection);
  }
}

/** The headline in short, where all is well. */
function titleText({ connection, room }: SessionState, t: Translate): string | undefined {
  if (!room || (connection.kind !== 'joined' && connection.kind !== 'hosting')) return undefined;
  if (isInvited(room)) return shortTitle(room, t);
  return [roomAddressText(room, t), ...(room.bare ? [t('bare UDP')] : [])].join(' · ');
}

function detailText(sources: PanelStatusSources, t: Translate): string | undefined {
  const { connection, room } = sources.state;
  if (connection.kind === 'connecting') {
    const { error } = connection;
    return error && paragraph(keepsTryingText(error, t));
  }
  if (isInvited(room)) {
    const detail = invitedDetail(sources.state, room, sources, t);
    return paragraph([...detail, sources.announced ?? '']) || undefined;
  }
  if (connection.kind === 'waiting') {
    return connection.position === undefined
      ? t(
          'Either the room is full, or no one has said anything yet. What you write is delivered when you’re let in.',
        )
      : t('You’ll be let in as soon as someone leaves. What you write is delivered then.');
  }
  if (!room || (connection.kind !== 'hosting' && connection.kind !== 'joined')) return undefined;
  if (connection.kind === 'joined') return paragraph(bareDetail(room, t)) || undefined;
  return paragraph([
    ...bareDetail(room, t),
    ...reachText(room, sources.reachable, t),
    sources.announced ?? '',
    ...(sources.remote === undefined
      ? []
      : [t('The port is open on {0}, not on the computer in front of you.', sources.remote)]),
  ]);
}

function reachText(room: RoomInfo, reachable: string | undefined, t: Translate): string[] {
  const { address } = room;
  if (isLoopback(address)) return [t('Only programs on this computer can join.')];
  const anyone = t('Anyone who can reach the port can read and write.');
  return isAllNetworks(address) && reachable !== undefined
    ? [t('Others can join at {0}.', roomAddressText({ ...room, address: reachable }, t)), anyone]
    : [anyone];
}

function panelCommands({
  state,
  back,
  canContinue,
  problem,
  control,
}: PanelStatusSources): ButtonCommand[] {
  const { connection, room } = state;
  switch (connection.kind) {
    case 'offline':
      return [
        ...(back ? (['rejoin'] as const) : []),
        ...(canContinue ? (['continueRoom'] as const) : []),
        'host',
        'join',
        ...(problem === undefined ? [] : (['showLog'] as const)),
      ];
    case 'connecting':
      return ['leave'];
    case 'waiting':
    case 'joined':
    case 'hosting':
      if (!isInvited(room)) return ['copyAddress', 'leave'];
      return control?.inviteActions ? ['copyInvite', 'leave'] : ['leave'];
    case 'reconnecting':
      return [...(canContinue ? (['continueRoom'] as const) : []), 'leave', 'showLog'];
    default:
      return exhaustive(connection);
  }
}

function commandLabel(
  command: ButtonCommand,
  { state, back }: PanelStatusSources,
  t: Translate,
): string {
  switch (command) {
    case 'host':
      return t('Host Room');
    case 'join':
      return t('Join Room');
    case 'rejoin':
      return returnLabel(back, t);
    case 'continueRoom':
      return t('Continue as New Room');
    case 'copyAddress':
      return t('Copy Address');
    case 'copyInvite':
      return t('Copy Invite');
    case 'showLog':
      return t('Show Log');
    case 'setWeather':
      return t('Network Weather');
    case 'sendSelection':
      return t('Send Selection');
    case 'sendPatch':
      return t('Send Patch');
    case 'sendTerminalOutput':
      return t('Send Terminal Output');
    case 'unmuteRoom':
      return t('Unmute Room');
    case 'sendFile':
      return t('Attach Files');
    case 'cancelRequest':
      return t('Cancel Request to Join');
    case 'imStuck':
      return t('I’m Stuck');
    case 'pauseRequest':
      return t('Pause');
    case 'resumeRequest':
      return t('Resume');
    case 'withdrawRequest':
      return t('Withdraw');
    case 'sharePlace':
      return t('Choose Who Sees Your Location');
    case 'leave':
      return leaveLabel(state.connection.kind, t);
    default:
      return exhaustive(command);
  }
}

/** What leaving is called: it closes a hosted room, and gives up an attempt to join. */
export function leaveLabel(connection: SessionState['connection']['kind'], t: Translate): string {
  if (connection === 'connecting') return t('Cancel');
  return connection === 'hosting' ? t('Close Room') : t('Leave Room');
}
