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
          'This invite is no longer good: the host has made a new one since. Ask the host for it.',
        ),
        remedies: ['use-invite'],
      };
    case 'bad-key':
      return {
        message: t(
          'The room does not know you any more, so you could not come back. Ask the host for an invite.',
        ),
        remedies: ['use-invite'],
      };
    case 'host-away':
      return {
        message: t('The host’s editor is being restarted. Try again in a moment.'),
        remedies: ['try-again', 'show-log'],
      };
    case 'host-storage':
      return {
        message: t(
          'The host’s disk is full or fails, so the host can’t let anybody new in now. Tell the host; Deskmate can keep trying.',
        ),
        remedies: ['keep-trying'],
      };
    case 'storage-failed':
      return { message: storageFailedWords(t), remedies: ['try-again', 'show-log'] };
    case 'line-full':
      return {
        message: t('The room is full, and so is its waiting line. Deskmate can keep trying.'),
        remedies: ['keep-trying'],
      };
    case 'no-encryption':
      return {
        message: t(
          'What answers at {0} does not speak Deskmate’s encrypted protocol, so nothing was sent to it. Ask the host for a new invite; a lab room is joined by its address and port.',
          place,
        ),
        remedies: ['use-invite', 'try-again'],
      };
    case 'other-version':
      return {
        message: t(
          'The host’s Deskmate speaks another version of the protocol. Update Deskmate on both computers, then try again.',
        ),
        remedies: ['try-again'],
      };
    case 'protocol':
      return {
        message: t(
          'The two Deskmates did not understand each other, so the connection was closed. Update both, then try again; the log says more.',
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
        message: t('You are in this room in another window now, so this window has left it.'),
        remedies: ['come-back'],
      };
    case 'room-closed':
      return {
        message: t('The host closed the room. What was said can be read under Open History.'),
        remedies: ['join-other'],
      };
    case 'room-full':
      return {
        message: t(
          'The room is full. The host was told that you want to come in, and can open it to more people. Deskmate can keep trying.',
        ),
        remedies: ['keep-trying', 'use-invite'],
      };
    case 'room-locked':
      return {
        message: t(
          'The host has locked the room: nobody new gets in. Ask the host to unlock it; Deskmate can keep trying.',
        ),
        remedies: ['keep-trying'],
      };
    case 'wrong-pin':
      return {
        message: t(
          'Another computer than the one that made the invite answers at {0}, so nothing was sent to it. Check that you are on the host’s network, and ask for a new invite.',
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
    'This computer can’t save the room: its disk is full or fails. Nothing has changed. Free some space, then try again.',
  );
}
