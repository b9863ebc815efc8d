import type { NetErrorCode } from '../protocol/net-error';
import { exhaustive } from '../util/exhaustive';
import { inviteProblem, labProblem } from './join-error-text';
import type { FailedAttempt, Problem, RecoveryAction } from './problem';
import { storageFailedText } from './storage-text';
import type { Translate } from './translate';
import { wideProblem } from './wide-text';

/** Describes a network failure. `platform` is Node's name for the operating system. */
export function netProblem(
  code: NetErrorCode,
  attempt: FailedAttempt,
  platform: string,
  t: Translate,
): Problem {
  switch (attempt.doing) {
    case 'host':
      return hostProblem(code, attempt, t);
    case 'host-again':
      return hostAgainProblem(code, attempt, t);
    case 'join-lab':
      return labProblem(code, attempt.address, platform, t);
    case 'join-by-invite':
      return inviteProblem(code, attempt, platform, t);
    case 'host-wide':
      return wideProblem(code, attempt, t) ?? hostProblem(code, attempt, t);
    case 'join-wide':
      return wideProblem(code, attempt, t) ?? inviteProblem(code, attempt, platform, t);
    default:
      return exhaustive(attempt.doing);
  }
}

function hostProblem(
  code: NetErrorCode,
  { address: place, port }: FailedAttempt,
  t: Translate,
): Problem {
  switch (code) {
    case 'port-in-use':
      return {
        message: t(
          'Another program is already using port {0}. Choose another port, or use any free port.',
          port,
        ),
        actions: ['use-free-port', 'change-port'],
      };
    case 'port-forbidden':
      return {
        message: t(
          'This computer doesn’t let programs open port {0}. Choose a port from 1024 to 65535.',
          port,
        ),
        actions: ['use-free-port', 'change-port'],
      };
    case 'address-unavailable':
    case 'name-not-found':
    case 'unreachable':
      return {
        message: t(
          'Can’t listen on {0}: this computer doesn’t have that address now. Choose where to listen.',
          place,
        ),
        actions: ['change-address', 'show-log'],
      };
    case 'storage-failed':
      return { message: storageFailedText(t), actions: ['try-again', 'show-log'] };
    case 'cancelled':
      return { message: t('Hosting was canceled.'), actions: ['try-again'] };
    default:
      // Only guests' connections fail with the other codes.
      return {
        message: t('Couldn’t open the room on {0}. Try again, or see the log for details.', place),
        actions: ['try-again', 'show-log'],
      };
  }
}

/**
 * Describes why a room could not be reopened. It must return at its old address, where guests look for it.
 */
function hostAgainProblem(
  code: NetErrorCode,
  { address: place, port, room }: FailedAttempt,
  t: Translate,
): Problem {
  const actions = ['try-again', 'show-log'] as const;
  switch (code) {
    case 'port-in-use':
      return {
        message: t(
          'Couldn’t reopen your room “{0}”: another program or window is using its port {1}. Close it, then try again.',
          room,
          port,
        ),
        actions,
      };
    case 'address-unavailable':
    case 'name-not-found':
    case 'unreachable':
      return {
        message: t(
          'Couldn’t reopen your room “{0}”: this computer doesn’t have the address {1} now. Connect to the same network as before, then try again.',
          room,
          place,
        ),
        actions,
      };
    case 'storage-failed':
      return { message: storageFailedText(t), actions };
    default:
      return {
        message: t('Couldn’t reopen your room “{0}”. Try again, or see the log for details.', room),
        actions,
      };
  }
}

/** The label of a remedy's button. */
export function recoveryActionLabel(remedy: RecoveryAction, t: Translate): string {
  switch (remedy) {
    case 'use-free-port':
      return t('Use a Free Port');
    case 'check-connection':
      return t('Check Connection');
    case 'change-port':
      return t('Choose Another Port');
    case 'change-address':
      return t('Choose Where to Listen');
    case 'change-target':
      return t('Change Address');
    case 'use-invite':
      return t('Use Another Invite');
    case 'enter-code':
      return t('Enter Room Code');
    case 'join-other':
      return t('Join Another Room');
    case 'try-again':
      return t('Try Again');
    case 'keep-trying':
      return t('Keep Trying');
    case 'join-again':
      return t('Join Again');
    case 'come-back':
      return t('Continue Here');
    case 'show-log':
      return t('Show Log');
    default:
      return exhaustive(remedy);
  }
}
