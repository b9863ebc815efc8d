import type { InviteErrorCode } from '../protocol/net-error';
import { exhaustive } from '../util/exhaustive';
import type { Problem } from './problem';
import type { Translate } from './translate';

/** Words what only a room by invite can fail with. */
export function byInviteProblem(code: InviteErrorCode, place: string, t: Translate): Problem {
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

/** That this computer cannot keep a room. */
export function storageFailedWords(t: Translate): string {
  return t(
    'This computer can’t save the room: its disk is full or failing. Nothing has changed. Free up some space, then try again.',
  );
}
