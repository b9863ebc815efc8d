import type { InviteErrorCode, NetErrorCode } from '../protocol/net-error';
import { retryForMs } from '../room/session/invite-joiner';
import { exhaustive } from '../util/exhaustive';
import type { FailedAttempt, Problem } from './problem';
import { storageFailedWords } from './storage-words';
import type { Translate } from './translate';

/** Why a lab room could not be joined by its address, or was lost. */
export function labProblem(
  code: NetErrorCode,
  place: string,
  platform: string,
  t: Translate,
): Problem {
  const remedies = ['try-again', 'change-target'] as const;
  switch (code) {
    case 'line-full':
      return {
        message: t('The room at {0} and its waiting line are full. Try again later.', place),
        remedies,
      };
    case 'room-full':
      return {
        message: t('The room at {0} has too many connections. Try again later.', place),
        remedies,
      };
    default:
      return joinProblem(code, place, platform, t);
  }
}

/** Why a room could not be joined, or was lost, whatever its kind. */
function joinProblem(code: NetErrorCode, place: string, platform: string, t: Translate): Problem {
  switch (code) {
    case 'refused':
      return {
        message: t(
          'Nothing is listening on {0}. Ask the host whether the room is open, and check the port.',
          place,
        ),
        remedies: ['try-again', 'change-target'],
      };
    case 'timed-out':
      return {
        message: t(
          'No response from {0}. Check the address, and ask the host whether a firewall is blocking the port.',
          place,
        ),
        remedies: ['try-again', 'change-target'],
      };
    case 'name-not-found':
      return {
        message: t(
          'Can’t find the host name in {0}. Check the spelling, or use the IP address.',
          place,
        ),
        remedies: ['change-target', 'try-again'],
      };
    case 'unreachable':
    case 'address-unavailable':
      return {
        message: unreachableWords(place, platform, t),
        remedies: ['try-again', 'change-target'],
      };
    case 'port-forbidden':
      return {
        message: t(
          'This computer blocked the connection to {0}. Allow the editor in your firewall or security software, then try again.',
          place,
        ),
        remedies: ['try-again', 'show-log'],
      };
    case 'closed-at-once':
      return {
        message: t(
          '{0} closed the connection immediately. The room may be full, or another program may be using the port. Check the port, or try again later.',
          place,
        ),
        remedies: ['try-again', 'change-target'],
      };
    case 'connection-lost':
      return {
        message: t(
          'The connection to {0} was lost. Join again. If that fails, ask the host whether the room is still open.',
          place,
        ),
        remedies: ['join-again', 'show-log'],
      };
    case 'too-slow':
      return {
        message: t(
          'The connection to {0} was too slow to keep up, so it was closed. Join again.',
          place,
        ),
        remedies: ['join-again', 'show-log'],
      };
    case 'not-chat':
      return {
        message: t('The program at {0} isn’t a chat room. Check the address and the port.', place),
        remedies: ['change-target', 'show-log'],
      };
    case 'cancelled':
      return { message: t('Joining was cancelled.'), remedies: ['try-again'] };
    case 'port-in-use':
    case 'failed':
      return {
        message: t('Couldn’t join {0}. Try again, or see the log for details.', place),
        remedies: ['try-again', 'show-log'],
      };
    default:
      return byInviteProblem(code, place, t);
  }
}

/** Says that a place can't be reached. `platform` is Node's name for the operating system. */
function unreachableWords(place: string, platform: string, t: Translate): string {
  // macOS 15 and later report "no route to host" until the person allows the program on the local network.
  return platform === 'darwin'
    ? t(
        'Can’t reach {0}. Check that both computers are on the same network, and allow the editor under System Settings › Privacy & Security › Local Network.',
        place,
      )
    : t('Can’t reach {0}. Check that both computers are on the same network.', place);
}

/** Why a room could not be joined by its invite, or was lost. */
export function inviteProblem(
  code: NetErrorCode,
  { place, room }: Pick<FailedAttempt, 'place' | 'room'>,
  platform: string,
  t: Translate,
): Problem {
  switch (code) {
    case 'refused':
      return {
        message: t(
          'The host of “{0}” isn’t answering at {1}, so the room isn’t open now. Ask the host to open it, then try again.',
          room,
          place,
        ),
        remedies: ['try-again', 'use-invite'],
      };
    case 'timed-out':
      return {
        message: t(
          'No response from the host of “{0}” at {1}. Check that both computers are on the same network, and ask the host whether a firewall is blocking the editor.',
          room,
          place,
        ),
        remedies: ['try-again', 'use-invite'],
      };
    case 'unreachable':
    case 'address-unavailable':
      return {
        message: unreachableWords(place, platform, t),
        remedies: ['try-again', 'use-invite'],
      };
    case 'closed-at-once':
      return {
        message: t(
          'The host of “{0}” closed the connection before letting you in. Try again. If that fails, ask the host whether the room is still open.',
          room,
        ),
        remedies: ['try-again', 'show-log'],
      };
    case 'connection-lost':
      return {
        message: t(
          'The connection to “{0}” was lost. Join again. If that fails, ask the host whether the room is still open.',
          room,
        ),
        remedies: ['join-again', 'show-log'],
      };
    default:
      return joinProblem(code, place, platform, t);
  }
}

/** Says that Deskmate has stopped trying to join a room. */
export function gaveUpProblem(room: string, t: Translate): Problem {
  return {
    message: t(
      'Deskmate stopped trying to join “{1}” after {0} minutes. Ask the host to let you in, then try again.',
      retryForMs / 60_000,
      room,
    ),
    remedies: ['keep-trying', 'use-invite'],
  };
}

/** The failures that only an invite room can have. */
function byInviteProblem(code: InviteErrorCode, place: string, t: Translate): Problem {
  switch (code) {
    case 'bad-invite':
      return {
        message: t(
          'This invite is no longer valid because the host has reset it. Ask the host for the new one.',
        ),
        remedies: ['use-invite'],
      };
    case 'bad-key':
      return {
        message: t('You’re no longer a member of this room. Ask the host for an invite.'),
        remedies: ['use-invite'],
      };
    case 'host-away':
      return {
        message: t('The host’s editor is restarting. Try again in a moment.'),
        remedies: ['try-again', 'show-log'],
      };
    case 'host-storage':
      return {
        message: t(
          'The host’s disk is full or failing, so no one new can join now. Tell the host. Deskmate can keep trying.',
        ),
        remedies: ['keep-trying'],
      };
    case 'storage-failed':
      return { message: storageFailedWords(t), remedies: ['try-again', 'show-log'] };
    case 'line-full':
      return {
        message: t('The room and its waiting line are full. Deskmate can keep trying.'),
        remedies: ['keep-trying'],
      };
    case 'no-encryption':
      return {
        message: t(
          'The program at {0} doesn’t speak Deskmate’s encrypted protocol, so nothing was sent to it. Ask the host for a new invite. If it’s a lab room, join it by its address and port.',
          place,
        ),
        remedies: ['use-invite', 'try-again'],
      };
    case 'other-version':
      return {
        message: t(
          'The host’s Deskmate uses another version of the protocol. Update Deskmate on both computers, then try again.',
        ),
        remedies: ['try-again'],
      };
    case 'protocol':
      return {
        message: t(
          'The two computers couldn’t understand each other, so the connection was closed. Update Deskmate on both, then try again. See the log for details.',
        ),
        remedies: ['try-again', 'show-log'],
      };
    case 'removed':
      return {
        message: t(
          'The host removed you from the room. To come back, ask the host for a new invite.',
        ),
        remedies: ['use-invite'],
      };
    case 'replaced':
      return {
        message: t('You’re in this room in another window now, so this window has left it.'),
        remedies: ['come-back'],
      };
    case 'room-closed':
      return {
        message: t(
          'The host closed the room. You can read the chat under Open History, and join again there if the host hosts the room again.',
        ),
        remedies: ['join-other'],
      };
    case 'room-full':
      return {
        message: t(
          'The room is full. The host has been told that you want to join and can let more people in. Deskmate can keep trying.',
        ),
        remedies: ['keep-trying', 'use-invite'],
      };
    case 'room-locked':
      return {
        message: t(
          'The host has locked the room, so no one new can join. Ask the host to unlock it. Deskmate can keep trying.',
        ),
        remedies: ['keep-trying'],
      };
    case 'wrong-pin':
      return {
        message: t(
          'The computer at {0} isn’t the one that made the invite, so nothing was sent to it. Check that you’re on the host’s network, and ask for a new invite.',
          place,
        ),
        remedies: ['use-invite', 'try-again'],
      };
    default:
      return exhaustive(code);
  }
}
