import type { NetErrorCode } from '../protocol/net-error';
import { byInviteProblem } from './by-invite-words';
import type { Problem } from './problem';

import type { Translate } from './translate';

/** Words why a room could not be joined by its address, or was lost. */
export function joinProblem(
  code: NetErrorCode,
  place: string,
  platform: string,
  t: Translate,
): Problem {
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
      return { message: unreachable(place, platform, t), remedies: ['try-again', 'change-target'] };
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

/** Words that no way leads to a place. `platform` is Node's name of the operating system. */
export function unreachable(place: string, platform: string, t: Translate): string {
  // macOS 15 and later answer "no route to host" until a person allows the program the local network.
  return platform === 'darwin'
    ? t(
        'Can’t reach {0}. Check that both computers are on the same network, and allow the editor under System Settings › Privacy & Security › Local Network.',
        place,
      )
    : t('Can’t reach {0}. Check that both computers are on the same network.', place);
}
