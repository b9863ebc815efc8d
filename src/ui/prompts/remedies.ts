import { formatEndpoint } from '../../room/endpoint';
import { showProblem } from '../alerts/problem-notice';
import type { Problem } from '../words/error-words';
import { exhaustive } from '../words/exhaustive';
import type { ByHand, ByHandParts } from './by-hand';

/** Shows a failure, and does what the person chooses about it. */
export async function followRemedy(
  problem: Problem,
  byHand: ByHand,
  { rooms, showLog, t }: Pick<ByHandParts, 'rooms' | 'showLog' | 't'>,
): Promise<void> {
  // What the failure is about: something else may be tried while it is shown.
  const attempt = rooms.lastAttempt;
  const remedy = await showProblem(problem, t);
  switch (remedy) {
    case undefined:
      return;
    case 'use-free-port':
      if (attempt?.doing === 'host') await byHand.open({ ...attempt.options, port: 0 });
      return;
    case 'change-port':
      await byHand.host('port');
      return;
    case 'change-address':
      await byHand.host('address');
      return;
    case 'change-target':
      await byHand.join(attempt?.doing === 'join' ? formatEndpoint(attempt.endpoint) : '');
      return;
    case 'use-invite':
    case 'join-other':
      await byHand.join();
      return;
    case 'join-again':
    case 'come-back':
    case 'try-again':
      await tryAgain(byHand, rooms);
      return;
    case 'show-log':
      showLog();
      return;
    default:
      exhaustive(remedy);
  }
}

async function tryAgain(byHand: ByHand, rooms: ByHandParts['rooms']): Promise<void> {
  const attempt = rooms.lastAttempt;
  if (attempt?.doing === 'host') await byHand.open(attempt.options);
  else if (attempt?.doing === 'reopen') await byHand.reopen(attempt.room);
  else await byHand.rejoin();
}
