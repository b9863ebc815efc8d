import type { NetErrorCode } from '../protocol/net-error';
import { retryForMs } from '../room/session/invite-joiner';
import { joinProblem, unreachable } from './join-error-words';
import type { FailedAttempt, Problem } from './problem';
import type { Translate } from './translate';

/** Words why a room could not be joined by its invite, or was lost. */
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
      return { message: unreachable(place, platform, t), remedies: ['try-again', 'use-invite'] };
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

/** That a room was tried for as long as Deskmate tries by itself. */
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
