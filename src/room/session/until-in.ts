import type { NetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import type { Room } from '../room';
import type { Connection } from '../session-state';

/**
 * Resolves when a room's connection is as wished, after `patience` ms at the latest, or when the signal
 * is aborted; or when the room is over without an error.
 * @throws {NetError} when the room is over with one
 */
export function untilIn(
  room: Room,
  isIn: (connection: Connection) => boolean,
  { clock, patience, signal }: { clock: Clock; patience?: number; signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (error?: NetError) => {
      timer?.dispose();
      changed.dispose();
      ended.dispose();
      signal.removeEventListener('abort', done);
      if (error) reject(error);
      else resolve();
    };
    const done = () => stop();
    const timer = patience === undefined ? undefined : clock.after(patience, done);
    const changed = room.onDidChange(() => isIn(room.connection) && done());
    const ended = room.onDidEnd(stop);
    signal.addEventListener('abort', done);
    if (signal.aborted || isIn(room.connection)) done();
  });
}
