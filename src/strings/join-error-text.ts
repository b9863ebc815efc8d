import type { InviteErrorCode, NetErrorCode } from '../protocol/net-error';
import { retryForMs } from '../room/session/invite-joiner';
import { exhaustive } from '../util/exhaustive';
import type { FailedAttempt, Problem } from './problem';
import { storageFailedText } from './storage-text';
import type { Translate } from './translate';

/** Why a lab room could not be joined by its address, or was lost. */
export function labProblem(
  code: NetErrorCode,
  address: string,
  platform: string,
  t: Translate,
): Problem {
  const actions = ['try-again', 'change-target'] as const;
  switch (code) {
    case 'line-full':
      return {
        message: t('The room at {0} and its waiting line are full. Try again later.', address),
        actions,
      };
    case 'room-full':
      return {
        message: t('The room at {0} has too many connections. Try again later.', address),
        actions,
      };
    case 'closed-at-once':
      return {
        message: t(
          '{0} closed the connection. If it’s a group, enter its room code or use its invite. Otherwise, the room may be full, or another program may be using the port.',
          address,
        ),
        actions: ['enter-code', 'try-again', 'check-connection', 'change-target'],
      };
    default:
      return joinProblem(code, address, platform, t);
  }
}

/** Why a room could not be joined, or was lost, whatever its kind. */
function joinProblem(code: NetErrorCode, address: string, platform: string, t: Translate): Problem {
  switch (code) {
    case 'refused':
      return {
        message: t(
          'Nothing is listening on {0}. Ask the host whether the room is open, and check the port.',
          address,
        ),
        actions: ['try-again', 'check-connection', 'change-target'],
      };
    case 'timed-out':
      return {
        message: t(
          'No response from {0}. Check the address, and ask the host whether a firewall is blocking the port.',
          address,
        ),
        actions: ['try-again', 'check-connection', 'change-target'],
      };
    case 'name-not-found':
      return {
        message: t(
          'Can’t find the host name in {0}. Check the spelling, or use the IP address.',
          address,
        ),
        actions: ['change-target', 'try-again'],
      };
    case 'unreachable':
    case 'address-unavailable':
      return {
        message: unreachableText(address, platform, t),
        actions: ['try-again', 'check-connection', 'change-target'],
      };
    case 'port-forbidden':
      return {
        message: t(
          'This computer blocked the connection to {0}. Allow the editor in your firewall or security software, then try again.',
          address,
        ),
        actions: ['try-again', 'check-connection', 'show-log'],
      };
    case 'closed-at-once':
      return {
        message: t(
          '{0} closed the connection immediately. The room may be full, or another program may be using the port. Check the port, or try again later.',
          address,
        ),
        actions: ['try-again', 'check-connection', 'change-target'],
      };
    case 'connection-lost':
      return {
        message: t(
          'The connection to {0} was lost. Join again. If that fails, ask the host whether the room is still open.',
          address,
        ),
        actions: ['join-again', 'show-log'],
      };
    case 'too-slow':
      return {
        message: t(
          'The connection to {0} was too slow to keep up, so it was closed. Join again.',
          address,
        ),
        actions: ['join-again', 'show-log'],
      };
    case 'not-chat':
      return {
        message: t(
          'The program at {0} isn’t a chat room. Check the address and the port.',
          address,
        ),
        actions: ['change-target', 'show-log'],
      };
    case 'cancelled':
      return { message: t('Joining was canceled.'), actions: ['try-again'] };
    case 'port-in-use':
    case 'failed':
    // Servers of wide rooms have texts of their own.
    case 'no-jetstream':
    case 'no-quorum':
    case 'not-permitted':
      return {
        message: t('Couldn’t join {0}. Try again, or see the log for details.', address),
        actions: ['try-again', 'show-log'],
      };
    default:
      return byInviteProblem(code, address, t);
  }
}

/** Says that a place can't be reached. `platform` is Node's name for the operating system. */
function unreachableText(address: string, platform: string, t: Translate): string {
  // macOS 15 and later report "no route to host" until the user allows the program on the local network.
  return platform === 'darwin'
    ? t(
        'Can’t reach {0}. Check that both computers are on the same network, and allow the editor under System Settings › Privacy & Security › Local Network.',
        address,
      )
    : t('Can’t reach {0}. Check that both computers are on the same network.', address);
}

/** Why a room could not be joined by its invite, or was lost. */
export function inviteProblem(
  code: NetErrorCode,
  { address, room }: Pick<FailedAttempt, 'address' | 'room'>,
  platform: string,
  t: Translate,
): Problem {
  switch (code) {
    case 'refused':
      return {
        message: t(
          'The host of “{0}” isn’t responding at {1}, so the room isn’t open now. Ask the host to open it, then try again.',
          room,
          address,
        ),
        actions: ['try-again', 'check-connection', 'use-invite'],
      };
    case 'timed-out':
      return {
        message: t(
          'No response from the host of “{0}” at {1}. Check that both computers are on the same network, and ask the host whether a firewall is blocking the editor.',
          room,
          address,
        ),
        actions: ['try-again', 'check-connection', 'use-invite'],
      };
    case 'unreachable':
    case 'address-unavailable':
      return {
        message: unreachableText(address, platform, t),
        actions: ['try-again', 'check-connection', 'use-invite'],
      };
    case 'closed-at-once':
      return {
        message: t(
          'The host of “{0}” closed the connection before letting you in. Try again. If that fails, ask the host whether the room is still open.',
          room,
        ),
        actions: ['try-again', 'check-connection', 'show-log'],
      };
    case 'connection-lost':
      return {
        message: t(
          'The connection to “{0}” was lost. Join again. If that fails, ask the host whether the room is still open.',
          room,
        ),
        actions: ['join-again', 'show-log'],
      };
    default:
      return joinProblem(code, address, platform, t);
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
    actions: ['keep-trying', 'use-invite'],
  };
}

/** The failures that only an invite room can have. */
function byInviteProblem(code: InviteErrorCode, address: string, t: Translate): Problem {
  switch (code) {
    case 'bad-invite':
      return {
        message: t(
          'This invite is no longer valid because the host has reset it. Ask the host for the new one.',
        ),
        actions: ['use-invite'],
      };
    case 'bad-key':
      return {
        message: t('You’re no longer a member of this room. Ask the host for an invite.'),
        actions: ['use-invite'],
      };
    case 'host-away':
      return {
        message: t('The host’s editor is restarting. Try again in a moment.'),
        actions: ['try-again', 'show-log'],
      };
    case 'host-storage':
      return {
        message: t(
          'The host’s disk is full or failing, so no one new can join now. Tell the host. Deskmate can keep trying.',
        ),
        actions: ['keep-trying'],
      };
    case 'storage-failed':
      return { message: storageFailedText(t), actions: ['try-again', 'show-log'] };
    case 'line-full':
      return {
        message: t('The room and its waiting line are full. Deskmate can keep trying.'),
        actions: ['keep-trying'],
      };
    case 'no-encryption':
      return {
        message: t(
          'The program at {0} doesn’t speak Deskmate’s encrypted protocol, so nothing was sent to it. Ask the host for a new invite. If it’s a lab room, join it by its address and port.',
          address,
        ),
        actions: ['use-invite', 'check-connection', 'try-again'],
      };
    case 'other-host':
      return {
        message: t(
          'Someone else in the room is the host now, so this invite no longer works. Ask them for a new one.',
        ),
        actions: ['use-invite'],
      };
    case 'other-version':
      return {
        message: t(
          'The host’s Deskmate uses another version of the protocol. Update Deskmate on both computers, then try again.',
        ),
        actions: ['try-again'],
      };
    case 'protocol':
      return {
        message: t(
          'The two computers couldn’t understand each other, so the connection was closed. Update Deskmate on both, then try again. See the log for details.',
        ),
        actions: ['try-again', 'show-log'],
      };
    case 'removed':
      return {
        message: t(
          'The host removed you from the room. To come back, ask the host for a new invite.',
        ),
        actions: ['use-invite'],
      };
    case 'replaced':
      return {
        message: t('You’re in this room in another window now, so this window has left it.'),
        actions: ['come-back'],
      };
    case 'room-closed':
      return {
        message: t(
          'The host closed the room. You can read the chat under Open History, and join again there if the host reopens the room.',
        ),
        actions: ['join-other'],
      };
    case 'room-full':
      return {
        message: t(
          'The room is full. The host has been notified that you want to join, and can let more people in. Deskmate can keep trying.',
        ),
        actions: ['keep-trying', 'use-invite'],
      };
    case 'room-locked':
      return {
        message: t(
          'The host has locked the room, so no one new can join. Ask the host to unlock it. Deskmate can keep trying.',
        ),
        actions: ['keep-trying'],
      };
    case 'turned-away':
      return {
        message: t('The host didn’t let you in. Ask the host why, then try again.'),
        actions: ['try-again'],
      };
    case 'wrong-pin':
      return {
        message: t(
          'The computer at {0} isn’t the one that made the invite, so nothing was sent to it. Check that you’re on the host’s network, and ask for a new invite.',
          address,
        ),
        actions: ['use-invite', 'check-connection', 'try-again'],
      };
    default:
      return exhaustive(code);
  }
}
