import type { NetErrorCode } from '../../net/net-error';
import { exhaustive } from './exhaustive';
import type { Translate } from './translate';

/** What was tried when it failed. */
export interface FailedAttempt {
  readonly doing: 'host' | 'join';
  /** The place in words: `192.168.1.5:9000`. */
  readonly place: string;
  readonly port: number;
}

/** What a person can do about a failure with one click. */
export type Remedy =
  | 'use-free-port'
  | 'change-port'
  | 'change-address'
  | 'change-target'
  | 'try-again'
  | 'join-again'
  | 'show-log';

/** A failure in words: what happened and what to do next. */
export interface Problem {
  readonly message: string;
  readonly remedies: readonly Remedy[];
}

/** Words a network failure. `platform` is Node's name of the operating system. */
export function netProblem(
  code: NetErrorCode,
  attempt: FailedAttempt,
  platform: string,
  t: Translate,
): Problem {
  return attempt.doing === 'host'
    ? hostProblem(code, attempt, t)
    : joinProblem(code, attempt, platform, t);
}

function hostProblem(code: NetErrorCode, { place, port }: FailedAttempt, t: Translate): Problem {
  switch (code) {
    case 'port-in-use':
      return {
        message: t(
          'Another program already uses port {0}. Choose another one, or use any free port.',
          port,
        ),
        remedies: ['use-free-port', 'change-port'],
      };
    case 'port-forbidden':
      return {
        message: t(
          'This computer does not let programs open port {0}. Choose one from 1024 to 65535.',
          port,
        ),
        remedies: ['use-free-port', 'change-port'],
      };
    case 'address-unavailable':
    case 'name-not-found':
    case 'unreachable':
      return {
        message: t(
          'This computer cannot listen on {0}: none of its networks has that address now. Choose where to listen again.',
          place,
        ),
        remedies: ['change-address', 'show-log'],
      };
    case 'cancelled':
      return { message: t('Hosting was cancelled.'), remedies: ['try-again'] };
    case 'closed-at-once':
    case 'connection-lost':
    case 'not-chat':
    case 'refused':
    case 'timed-out':
    case 'too-slow':
    case 'failed':
      return {
        message: t('The room could not be opened on {0}. The log says more; try again.', place),
        remedies: ['try-again', 'show-log'],
      };
    default:
      return exhaustive(code);
  }
}

function joinProblem(
  code: NetErrorCode,
  { place }: FailedAttempt,
  platform: string,
  t: Translate,
): Problem {
  switch (code) {
    case 'refused':
      return {
        message: t(
          'Nobody listens at {0}. Ask the host whether the room is open, and check the port.',
          place,
        ),
        remedies: ['try-again', 'change-target'],
      };
    case 'timed-out':
      return {
        message: t(
          'No answer from {0}. Check the address, and ask the host whether a firewall blocks the port.',
          place,
        ),
        remedies: ['try-again', 'change-target'],
      };
    case 'name-not-found':
      return {
        message: t(
          'The name in {0} is not known here. Check its spelling, or use the IP address.',
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
          'This computer did not allow the connection to {0}. Let the editor through its firewall or security program, then try again.',
          place,
        ),
        remedies: ['try-again', 'show-log'],
      };
    case 'closed-at-once':
      return {
        message: t(
          '{0} hung up without a word: the room is full, or something else answers there. Check the port, or try again later.',
          place,
        ),
        remedies: ['try-again', 'change-target'],
      };
    case 'connection-lost':
      return {
        message: t(
          'The connection to {0} was lost. Join again; if that fails, ask the host whether the room is still open.',
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
        message: t(
          'What answers at {0} is not a chat room. Check the address and the port.',
          place,
        ),
        remedies: ['change-target', 'show-log'],
      };
    case 'cancelled':
      return { message: t('Joining was cancelled.'), remedies: ['try-again'] };
    case 'port-in-use':
    case 'failed':
      return {
        message: t('{0} could not be joined. The log says more; try again.', place),
        remedies: ['try-again', 'show-log'],
      };
    default:
      return exhaustive(code);
  }
}

function unreachable(place: string, platform: string, t: Translate): string {
  // macOS 15 and later answer "no route to host" until a person allows the program the local network.
  return platform === 'darwin'
    ? t(
        'No way leads to {0}. Check that both computers are on the same network, and allow the editor under System Settings › Privacy & Security › Local Network.',
        place,
      )
    : t('No way leads to {0}. Check that both computers are on the same network.', place);
}

/** What a remedy's button says. */
export function remedyLabel(remedy: Remedy, t: Translate): string {
  switch (remedy) {
    case 'use-free-port':
      return t('Use a Free Port');
    case 'change-port':
      return t('Choose Another Port');
    case 'change-address':
      return t('Choose Where to Listen');
    case 'change-target':
      return t('Change Address');
    case 'try-again':
      return t('Try Again');
    case 'join-again':
      return t('Join Again');
    case 'show-log':
      return t('Show Log');
    default:
      return exhaustive(remedy);
  }
}
