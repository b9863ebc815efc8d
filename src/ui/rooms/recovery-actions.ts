import { formatLabEndpoint } from '../../protocol/lab-endpoint';
import { recoveryActionLabel } from '../../strings/error-text';
import type { Problem, RecoveryAction } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import { exhaustive } from '../../util/exhaustive';
import { showErrorMessage } from '../window/messages';
import type { HostFlow } from './host-flow';
import type { JoinFlow } from './join-flow';
import type { RoomAttempts } from './room-attempts';

/** The flows that a remedy can start. */
export interface RemedyFlows {
  readonly hostFlow: Pick<HostFlow, 'host' | 'open' | 'openWide'>;
  readonly joinFlow: Pick<JoinFlow, 'join' | 'enterCode' | 'keepTrying' | 'reopen' | 'rejoin'>;
  /** Finds out why the last attempt failed. */
  checkConnection(): unknown;
}

export interface RecoveryActionDeps {
  readonly attempts: RoomAttempts;
  readonly t: Translate;
  showLog(): void;
}

/** Shows a failure, and runs the remedy that the user chooses. */
export async function runRecoveryAction(
  problem: Problem,
  { checkConnection, hostFlow, joinFlow }: RemedyFlows,
  { attempts, showLog, t }: RecoveryActionDeps,
): Promise<void> {
  // Take the attempt now: another one may start while the message is open.
  const attempt = attempts.lastAttempt;
  const remedy = await showProblem(problem, t);
  switch (remedy) {
    case undefined:
      return;
    case 'use-free-port':
      if (attempt?.doing === 'host') await hostFlow.open({ ...attempt.options, port: 0 });
      return;
    case 'change-port':
      await hostFlow.host('port');
      return;
    case 'change-address':
      await hostFlow.host('address');
      return;
    case 'change-target':
      await joinFlow.join(attempt?.doing === 'join-lab' ? formatLabEndpoint(attempt.endpoint) : '');
      return;
    case 'use-invite':
    case 'join-other':
      await joinFlow.join();
      return;
    case 'enter-code':
      if (attempt?.doing === 'join-lab') await joinFlow.enterCode(attempt.endpoint);
      return;
    case 'join-again':
    case 'come-back':
    case 'try-again':
      await tryAgain({ hostFlow, joinFlow }, attempts);
      return;
    case 'keep-trying':
      if (attempt?.doing === 'join-by-invite') await joinFlow.keepTrying(attempt.invite);
      return;
    case 'check-connection':
      await checkConnection();
      return;
    case 'show-log':
      showLog();
      return;
    default:
      exhaustive(remedy);
  }
}

async function tryAgain(
  { hostFlow, joinFlow }: Pick<RemedyFlows, 'hostFlow' | 'joinFlow'>,
  attempts: RoomAttempts,
): Promise<void> {
  const attempt = attempts.lastAttempt;
  if (attempt?.doing === 'host') await hostFlow.open(attempt.options);
  else if (attempt?.doing === 'host-wide') await hostFlow.openWide(attempt.room);
  else if (attempt?.doing === 'reopen') await joinFlow.reopen(attempt.room);
  else await joinFlow.rejoin();
}

/** Shows a failure with a button for each remedy; resolves with the chosen one, if any. */
async function showProblem(
  { message, actions: remedies }: Problem,
  t: Translate,
): Promise<RecoveryAction | undefined> {
  const labels = remedies.map((remedy) => recoveryActionLabel(remedy, t));
  const chosen = await showErrorMessage(message, ...labels);
  return chosen === undefined ? undefined : remedies[labels.indexOf(chosen)];
}
