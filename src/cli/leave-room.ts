import { isByInvite } from '../protocol/room-kinds';
import type { Session } from '../room/session/session';
import type { Clock } from '../util/clock';

/**
 * How long, in ms, nothing was said in a lab room before it is left: leaving it is the text `q`, and programs that are busy
 * read everything that has come meanwhile as one message. People can't leave that fast; a script can.
 */
const lastWordMs = 500;

/** Leaves a room in which this program may just have said something. */
export async function leaveRoom(session: Session, clock: Clock): Promise<void> {
  const { connection, room } = session.state;
  const last = session.entries.findLast((entry) => entry.kind === 'message' && entry.own);
  if (last && connection.kind !== 'offline' && !isByInvite(room?.kind)) {
    const rest = last.time + lastWordMs - clock.now();
    if (rest > 0) await new Promise<void>((resolve) => void clock.after(rest, resolve));
  }
  await session.leave();
}
