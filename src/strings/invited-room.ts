import type { NetErrorCode } from '../protocol/net-error';
import {
  type InviteKind,
  isByInvite,
  isForTwo,
  isOnServer,
  type RoomKind,
} from '../protocol/room-kinds';
import type { RoomSummary } from '../room/log/journal';
import type { Member, RoomInfo, SessionState } from '../room/room';
import { retryForMs } from '../room/session/invite-joiner';
import { addressText, isLoopback } from './addresses';
import { nameInText, nameList } from './inline-text';
import { inviteText } from './kind-text';
import { approvalText } from './roster-text';
import { storageInShort, storageText } from './storage-text';
import type { Translate } from './translate';
import { wideOutsideText } from './wide-text';

/** The state of a room that people join by invite. */
export type InvitedRoomInfo = RoomInfo & { readonly kind: InviteKind };

/** Whether it is an invite room. Such a room is encrypted and has presence, typing and deliveries. */
export function isInvited(room: RoomInfo | undefined): room is InvitedRoomInfo {
  return isByInvite(room?.kind);
}

/** The title of an invite room: `Pair room “Lab 3”`. */
export function roomTitle({ kind, name }: InvitedRoomInfo, t: Translate): string {
  return inviteText(kind, t).title(nameInText(name));
}

/** A number of people: "1 person", "3 people". */
export function peopleText(count: number, t: Translate): string {
  return count === 1 ? t('1 person') : t('{0} people', count);
}

/** The state of an invite room, to follow its name. */
export function standingText(
  { connection, members }: Pick<SessionState, 'connection' | 'members'>,
  room: RoomInfo,
  t: Translate,
): string[] {
  switch (connection.kind) {
    case 'joined':
    case 'hosting':
      return [peopleText(members.length, t), ...roomMarks(room, t)];
    case 'reconnecting':
      return [t('reconnecting…')];
    case 'waiting':
      if (connection.approval !== undefined) return [t('the host decides whether you can join')];
      if (connection.position === undefined) return [t('waiting to be let in')];
      return [
        connection.position === 1
          ? t('next in line')
          : t('number {0} in line', connection.position),
      ];
    default:
      return [];
  }
}

/** Short notes on anything unusual about the current room. */
function roomMarks(room: RoomInfo, t: Translate): string[] {
  return [...(room.locked ? [t('locked')] : []), ...storageInShort(room, t)];
}

/** Describes an invite room in one short line: its name, and anything unusual. */
export function shortTitle(room: RoomInfo, t: Translate): string {
  return [nameInText(room.name), ...roomMarks(room, t)].join(' · ');
}

/** How an invite room is protected and from where it can be reached, for a tooltip or a detail line. */
export function invitedAbout(
  { connection }: Pick<SessionState, 'connection'>,
  room: RoomInfo,
  t: Translate,
): string[] {
  switch (connection.kind) {
    case 'joined':
      return [
        room.locked && isOnServer(room.kind)
          ? t('Encrypted. The room is locked, so no one new can join.')
          : t('Encrypted, by invite only.'),
        ...(isOnServer(room.kind)
          ? [t('On the server {0}, which can’t read it.', addressText(room, t))]
          : []),
      ];
    case 'hosting':
      return [
        room.locked
          ? t('Encrypted. No one new can join until you unlock the room.')
          : t('Encrypted, by invite only.'),
        ...(isLoopback(room.address) ? [t('Only programs on this computer can join.')] : []),
      ];
    default:
      return [];
  }
}

/**
 * The sentences below the headline of an invite room.
 * @param remote the machine the port is open on, when it is not the user's own
 * @param canContinue whether the user can continue it without its host
 */
export function invitedDetail(
  { connection, members }: SessionState,
  room: RoomInfo,
  { remote, canContinue }: { readonly remote?: string | undefined; readonly canContinue: boolean },
  t: Translate,
): string[] {
  switch (connection.kind) {
    case 'joined':
      return storageText(room, false, t);
    case 'hosting':
      return [
        ...storageText(room, true, t),
        ...(room.isUnheard
          ? [
              t(
                'No one else is connected, so your messages are only here. If the others get another host meanwhile, Deskmate sends them there.',
              ),
            ]
          : []),
        ...(members.length > 1 || room.locked
          ? []
          : [
              isForTwo(room.kind)
                ? t('Send the invite to the person you want to chat with.')
                : t('Send the invite to the people you want to chat with.'),
            ]),
        ...(remote === undefined
          ? []
          : [t('The port is open on {0}, not on the computer in front of you.', remote)]),
      ];
    case 'waiting':
      if (connection.approval !== undefined) {
        const [, ...why] = approvalText(connection.approval, t);
        return [...why, t('What you write is delivered once you’re in.')];
      }
      return [t('You’ll be let in as soon as someone leaves. What you write is delivered then.')];
    case 'reconnecting':
      return [
        ...(connection.error === undefined ? [] : [outsideText(connection.error, room.kind, t)]),
        ...(room.storage === 'own-disk'
          ? storageText(room, false, t)
          : [t('What you write is kept and sent when the connection is back.')]),
        ...(isOnServer(room.kind) ? [] : [untilThen(room, canContinue, t)]),
      ];
    default:
      return [];
  }
}

/** What someone who waits for the host should know last. */
function untilThen({ voters }: RoomInfo, canContinue: boolean, t: Translate): string {
  if (canContinue) return t('Or continue the chat as a new room, without the host.');
  return voters && voters.length >= minVoters
    ? t('If the host is gone, the room gets another one within a minute or so.')
    : t('Your place is held for {0} minutes.', seatMinutes);
}

/** Without its host, a room of fewer voters has no majority of them; see docs/SUCCESSION.md. */
const minVoters = 3;

/** How long a hub keeps the seat of a member whose connection broke, as specified in docs/PROTOCOL.md. */
const seatMinutes = 10;

/** Why a room lets no one in, and for how long Deskmate keeps trying. */
export function keepsTryingText(error: NetErrorCode, t: Translate): string[] {
  return [
    outsideText(error, undefined, t),
    t('Deskmate tries again every few seconds, for up to {0} minutes.', retryForMs / 60_000),
  ];
}

/** Why the last attempt to join or rejoin failed. */
function outsideText(error: NetErrorCode, kind: RoomKind | undefined, t: Translate): string {
  if (isOnServer(kind)) return wideOutsideText(error, t);
  switch (error) {
    case 'host-away':
      return t('The host’s editor is restarting.');
    case 'host-storage':
      return t('The host’s disk is full or failing.');
    case 'refused':
    case 'closed-at-once':
      return t('The host’s room isn’t responding yet.');
    case 'room-full':
    case 'line-full':
      return t('The room is full for now.');
    case 'room-locked':
      return t('The host has locked the room.');
    default:
      return unreachable.has(error)
        ? t('Can’t reach the host. Check this computer’s network.')
        : t('The connection was lost.');
  }
}

const unreachable: ReadonlySet<NetErrorCode> = new Set<NetErrorCode>([
  'address-unavailable',
  'name-not-found',
  'timed-out',
  'unreachable',
]);

/** Who is typing; empty when no one is. `language` is a BCP 47 tag. */
export function typingText(
  { connection, members }: Pick<SessionState, 'connection' | 'members'>,
  language: string,
  t: Translate,
): string {
  if (connection.kind === 'reconnecting') return '';
  const names = members.filter(({ typing, self }) => typing && !self).map(({ name }) => name);
  if (names.length === 0) return '';
  if (names.length === 1) return t('{0} is typing…', nameInText(names[0] ?? ''));
  return names.length > 3
    ? t('{0} people are typing…', names.length)
    : t('{0} are typing…', nameList(names, language, t));
}

/** A member's presence, for a list; empty for someone who is online. */
export function presenceText({ presence }: Member, t: Translate): string {
  if (presence === 'idle') return t('idle');
  return presence === 'away' ? t('away') : '';
}

/** Says whether someone hosts a room or is a guest in it. */
export type RoomRole = RoomSummary['role'];

/** The label of the action that returns to a room. */
export function returnLabel(role: RoomRole | undefined, t: Translate): string {
  return role === 'host' ? t('Reopen') : t('Join Again');
}
