import type { Session } from '../../room/session/session';
import { sayProblemWords } from '../../strings/input-words';
import type { CommandParts } from '../commands';
import { showWarningMessage } from '../window/messages';

/** Whether this window is in a room, or on its way back into one. */
export function isInRoom({ state }: Pick<Session, 'state'>): boolean {
  return state.connection.kind !== 'offline' && state.connection.kind !== 'connecting';
}

/** Says that there is no room, and offers the two ways to one, without waiting for the answer. */
export function offerRoom({ roomFlow, t }: CommandParts): void {
  const host = t('Host Room');
  const join = t('Join Room');
  showWarningMessage(sayProblemWords('no-room', t), host, join).then(async (chosen) => {
    if (chosen === host) await roomFlow.host();
    else if (chosen === join) await roomFlow.join();
  });
}
