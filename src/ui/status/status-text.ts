import type { NetErrorCode } from '../../protocol/net-error';
import { isOnServer } from '../../protocol/room-kinds';
import type { Member, SessionState } from '../../room/room';
import { roomAddressText, targetAddressText } from '../../strings/addresses';
import { nameInText, shortName } from '../../strings/inline-text';
import {
  type InvitedRoomInfo,
  invitedDetail,
  isInvited,
  keepsTryingText,
  peopleText,
  roomTitle,
  standingText,
} from '../../strings/invited-room';
import { followingText } from '../../strings/location-text';
import { type Unseen, unseenInShort } from '../../strings/message-text';
import type { Translate } from '../../strings/translate';
import { roomWeatherText } from '../../strings/weather-text';
import { alarmTexts } from '../../strings/wide-text';
import { exhaustive } from '../../util/exhaustive';
import type { StatusText } from '../window/status-item';
import { offlineStatus } from './offline-status';

/** What the status bar shows besides the session's state. */
export interface StatusSources {
  /** Messages from others that the user hasn't seen. */
  readonly unseen: Unseen;
  /** The last failure in words, if there is one. */
  readonly problem: string | undefined;
  /** The member that the user follows. */
  readonly followed?: Pick<Member, 'name'> | undefined;
  /** Whether the user has muted the room. */
  readonly muted?: boolean;
  /** How many people ask to join the hosted room. */
  readonly requests?: number;
  /** Whether the user can continue the room without its host, and should know. */
  readonly canContinue?: boolean;
  /** In a class: the user's own request, or how many wait for a helper. */
  readonly help?: string | undefined;
  /** What others on the network see of the hosted room. */
  readonly announced?: string | undefined;
}

/**
 * Describes the connection's state for the status bar.
 * @param language BCP 47 tag of the display language
 */
export function statusText(
  state: SessionState,
  sources: StatusSources,
  language: string,
  t: Translate,
): StatusText {
  const { connection, room } = state;
  const { unseen, problem } = sources;
  const click = t('Click to open the menu.');
  if (isInvited(room) && connection.kind in invitedIcons) {
    return invitedText(state, room, sources, t, click);
  }
  switch (connection.kind) {
    case 'offline':
      return offlineText(connection.error, problem, t, click);
    case 'connecting':
      if (connection.error) {
        return shown(
          'sync~spin',
          [t('Not let in yet, trying again…')],
          [...keepsTryingText(connection.error, t), click],
        );
      }
      return shown(
        'sync~spin',
        [t('Connecting…')],
        [t('Connecting to {0}.', targetAddressText(connection.target, t)), click],
      );
    case 'waiting':
      return waitingText(connection.position, t, click);
    case 'joined':
      return shown(
        'comment-discussion',
        [
          t('In a room'),
          ...knownText(state.members.length, t),
          ...unseenInShort(unseen, t),
          ...mutedText(sources.muted, t),
        ],
        [
          t('In the room at {0}.', roomPlace(state, t)),
          t('In a lab room, people appear once they join or speak.'),
          click,
        ],
      );
    case 'hosting': {
      const weather = room && roomWeatherText(room, language, t);
      return shown(
        'broadcast',
        [
          t('Hosting :{0}', room?.port ?? 0),
          ...(weather ? [t('network: {0}', weather.short)] : []),
          peopleText(state.members.length, t),
          ...unseenInShort(unseen, t),
          ...mutedText(sources.muted, t),
          ...waitingLabels(state.waiting.length, t),
        ],
        [
          t('Hosting on {0}.', roomPlace(state, t)),
          ...(weather?.detail ?? []),
          ...announcedLines(sources),
          click,
        ],
      );
    }
    case 'reconnecting':
      return shown(
        'sync~spin',
        [t('Reconnecting…')],
        [t('The connection to {0} was lost; trying again.', roomPlace(state, t)), click],
      );
    default:
      return exhaustive(connection);
  }
}

function offlineText(
  error: NetErrorCode | undefined,
  problem: string | undefined,
  t: Translate,
  click: string,
): StatusText {
  // Most rooms end because their host closes them, and the caller of a failed attempt reports the failure.
  if (error === undefined || !lostCodes.has(error)) {
    const resting = offlineStatus(t);
    return problem === undefined ? resting : { ...resting, tooltip: [problem, click].join('\n') };
  }
  return { ...shown('warning', [t('Connection lost')], [problem ?? '', click]), warning: true };
}

function announcedLines({ announced }: StatusSources): string[] {
  return announced === undefined ? [] : [announced];
}

/** The failures that end a room the user was in. */
const lostCodes: ReadonlySet<NetErrorCode> = new Set<NetErrorCode>(['connection-lost', 'too-slow']);

const invitedIcons: Partial<Record<SessionState['connection']['kind'], string>> = {
  waiting: 'watch',
  joined: 'comment-discussion',
  hosting: 'broadcast',
  reconnecting: 'sync~spin',
};

/** Maximum number of graphemes of a room's name in the status bar, which is shared with other items. */
const maxNameLength = 24;

/** The text for an invite room, which starts with the room's name. */
function invitedText(
  state: SessionState,
  room: InvitedRoomInfo,
  sources: StatusSources,
  t: Translate,
  click: string,
): StatusText {
  const { unseen, followed, canContinue = false } = sources;
  const title = roomTitle({ ...room, name: shortName(room.name, 80) }, t);
  const text = shown(
    invitedIcons[state.connection.kind] ?? '',
    [
      nameInText(shortName(room.name, maxNameLength)),
      ...standingText(state, room, t),
      ...(sources.help === undefined ? [] : [sources.help]),
      ...(followed ? [followingText(followed.name, t)] : []),
      ...unseenInShort(unseen, t),
      ...mutedText(sources.muted, t),
      ...waitingLabels(state.waiting.length, t),
      ...requestLabels(sources.requests ?? 0, t),
    ],
    [
      title,
      ...alarmTexts(room, t),
      ...hostText(state, t),
      ...invitedDetail(state, room, { canContinue }, t),
      ...announcedLines(sources),
      click,
    ],
  );
  return room.storage === undefined && !room.alarms?.length ? text : { ...text, warning: true };
}

/** Who hosts the room that this window is a guest in: its name may be that of an earlier host. */
function hostText({ connection, members, room }: SessionState, t: Translate): string[] {
  if (isOnServer(room?.kind)) {
    const owner = members.find((member) => member.host && !member.self);
    return [
      ...(owner && connection.kind === 'joined'
        ? [t('{0} is the room’s owner.', nameInText(owner.name))]
        : []),
      ...(connection.kind === 'joined' && room ? [t('On {0}.', roomAddressText(room, t))] : []),
    ];
  }
  const host = members.find((member) => member.host && !member.self);
  return host && connection.kind === 'joined'
    ? [t('{0} hosts the room.', nameInText(host.name))]
    : [];
}

function waitingText(position: number | undefined, t: Translate, click: string): StatusText {
  return position === undefined
    ? shown(
        'watch',
        [t('Waiting to be let in')],
        [t('Connected, but the room hasn’t sent anything yet. It may be full.'), click],
      )
    : shown(
        'watch',
        [t('Waiting in line: {0}', position)],
        [t('The room is full. You’ll be let in when it’s your turn.'), click],
      );
}

/** A lab room's guests know little about its members: a count of one means nothing. */
function knownText(count: number, t: Translate): string[] {
  return count > 1 ? [peopleText(count, t)] : [];
}

function waitingLabels(count: number, t: Translate): string[] {
  return count === 0 ? [] : [t('{0} waiting', count)];
}

function requestLabels(count: number, t: Translate): string[] {
  return count === 0 ? [] : [t('{0} asking to join', count)];
}

function mutedText(muted: boolean | undefined, t: Translate): string[] {
  return muted ? [t('muted')] : [];
}

function roomPlace({ room }: SessionState, t: Translate): string {
  return room ? roomAddressText(room, t) : '';
}

function shown(icon: string, parts: readonly string[], sentences: readonly string[]): StatusText {
  return { icon, text: parts.join(' · '), tooltip: sentences.join('\n'), warning: false };
}
