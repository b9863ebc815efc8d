import type { NetErrorCode } from '../protocol/net-error';
import { exhaustive } from '../util/exhaustive';
import { storageFailedWords } from './by-invite-words';
import { inviteProblem } from './invite-error-words';
import { joinProblem } from './join-error-words';
import type { FailedAttempt, Problem, Remedy } from './problem';
import type { Translate } from './translate';

/** Words a network failure. `platform` is Node's name of the operating system. */
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
    case 'join':
      return joinProblem(code, attempt.place, platform, t);
    case 'enter':
      return inviteProblem(code, attempt, platform, t);
    default:
      return exhaustive(attempt.doing);
  }
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
    case 'storage-failed':
      return { message: storageFailedWords(t), remedies: ['try-again', 'show-log'] };
    case 'cancelled':
      return { message: t('Hosting was cancelled.'), remedies: ['try-again'] };
    default:
      // The codes of guests' connections; none of them can come of listening.
      return {
        message: t('The room could not be opened on {0}. The log says more; try again.', place),
        remedies: ['try-again', 'show-log'],
      };
  }
}

/** A room that was open before: its guests look for it where it was, so nothing else will do. */
function hostAgainProblem(
  code: NetErrorCode,
  { place, port, room }: FailedAttempt,
  t: Translate,
): Problem {
  const remedies = ['try-again', 'show-log'] as const;
  switch (code) {
    case 'port-in-use':
      return {
        message: t(
          'Your room “{0}” could not come back: another program, or another window, uses its port {1} now. Close that, then try again.',
          room,
          port,
        ),
        remedies,
      };
    case 'address-unavailable':
    case 'name-not-found':
    case 'unreachable':
      return {
        message: t(
          'Your room “{0}” could not come back: this computer does not have its address {1} now. Connect to the same network as before, then try again.',
          room,
          place,
        ),
        remedies,
      };
    case 'storage-failed':
      return { message: storageFailedWords(t), remedies };
    default:
      return {
        message: t('Your room “{0}” could not come back. The log says more; try again.', room),
        remedies,
      };
  }
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
    case 'use-invite':
      return t('Use Another Invite');
    case 'join-other':
      return t('Join Another Room');
    case 'try-again':
      return t('Try Again');
    case 'keep-trying':
      return t('Keep Trying');
    case 'join-again':
      return t('Join Again');
    case 'come-back':
      return t('Come Back Here');
    case 'show-log':
      return t('Show Log');
    default:
      return exhaustive(remedy);
  }
}
