import { formatEndpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import { remedyLabel } from '../../strings/error-words';
import type { Problem, Remedy } from '../../strings/problem';
import type { Translate } from '../../strings/translate';
import { exhaustive } from '../../util/exhaustive';
import { showErrorMessage } from '../window/messages';
import type { KeptRoom, WantedRoom } from './attempt';
import type { HostQuestion } from './host-prompt';
import type { RoomAttempts } from './room-attempts';

/** What the person can do after a failure. */
export interface RemedyActions {
  open(options: WantedRoom): Promise<unknown>;
  host(first: HostQuestion): Promise<unknown>;
  join(typed?: string): Promise<void>;
  reopen(room: KeptRoom): Promise<unknown>;
  keepTrying(invite: Invite): Promise<unknown>;
  rejoin(): Promise<void>;
}

export interface RemedyParts {
  readonly attempts: RoomAttempts;
  readonly t: Translate;
  showLog(): void;
}

/** Shows a failure, and does what the person chooses about it. */
export async function followRemedy(
  problem: Problem,
  actions: RemedyActions,
  { attempts, showLog, t }: RemedyParts,
): Promise<void> {
  // What the failure is about: something else may be tried while it is shown.
  const attempt = attempts.lastAttempt;
  const remedy = await showProblem(problem, t);
  switch (remedy) {
    case undefined:
      return;
    case 'use-free-port':
      if (attempt?.doing === 'host') await actions.open({ ...attempt.options, port: 0 });
      return;
    case 'change-port':
      await actions.host('port');
      return;
    case 'change-address':
      await actions.host('address');
      return;
    case 'change-target':
      await actions.join(attempt?.doing === 'join-lab' ? formatEndpoint(attempt.endpoint) : '');
      return;
    case 'use-invite':
    case 'join-other':
      await actions.join();
      return;
    case 'join-again':
    case 'come-back':
    case 'try-again':
      await tryAgain(actions, attempts);
      return;
    case 'keep-trying':
      if (attempt?.doing === 'join-by-invite') await actions.keepTrying(attempt.invite);
      return;
    case 'show-log':
      showLog();
      return;
    default:
      exhaustive(remedy);
  }
}

async function tryAgain(actions: RemedyActions, attempts: RoomAttempts): Promise<void> {
  const attempt = attempts.lastAttempt;
  if (attempt?.doing === 'host') await actions.open(attempt.options);
  else if (attempt?.doing === 'reopen') await actions.reopen(attempt.room);
  else await actions.rejoin();
}

/** Shows a failure with what to do next; resolves with the button pressed, if any. */
async function showProblem(
  { message, remedies }: Problem,
  t: Translate,
): Promise<Remedy | undefined> {
  const labels = remedies.map((remedy) => remedyLabel(remedy, t));
  const chosen = await showErrorMessage(message, ...labels);
  return chosen === undefined ? undefined : remedies[labels.indexOf(chosen)];
}
