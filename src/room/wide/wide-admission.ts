import { NetError } from '../../protocol/net-error';
import type { WideLink } from './wide-link';
import { removedError } from './wide-permissions';
import type { WideReducer } from './wide-reducer';
import { lostMark } from './wide-requests';

/** Maximum number of members unless the room's rules say otherwise. */
const defaultMost = 500;

/**
 * Lets a newcomer join a wide room, over a connection that has read it.
 * @param found publishes the rules, if this member has just created the room
 * @throws {NetError} `room-locked`, `room-full`, `failed`, or when the connection ends before
 */
export async function joinRoom(
  link: WideLink,
  { members, permissions }: WideReducer,
  newId: () => string,
  found: (() => Promise<unknown>) | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { box, member } = link.stream;
  const ended = untilEnded(link, signal);
  ended.catch(() => {});
  if (signal.aborted) await ended;
  // The answer tells who owns the room, too.
  if (found && !permissions.rules) await Promise.race([found(), ended]);
  if (members.get(member)) return;
  if (!permissions.mayWrite(member)) throw refusedEntry('room-locked');
  const most = permissions.rules?.rules.most ?? defaultMost;
  const isFull = members.count >= most && permissions.ownerId !== member;
  if (isFull) throw refusedEntry('room-full');
  const joined = link.requests.request(newId(), { type: 'join', box });
  const refusal = await Promise.race([joined, ended]);
  if (refusal === lostMark) await ended;
  if (refusal === 'room-locked' || refusal === 'removed') throw refusedEntry('room-locked');
  if (refusal !== undefined) throw new NetError('failed', `the server refused it: ${refusal}`);
  const before = members.all.findIndex(({ id }) => id === member);
  if (before < most || permissions.ownerId === member) return;
  // Others have taken the last places at the same time.
  await link.leave();
  throw refusedEntry('room-full');
}

/** Checks that a member may come back. @throws {NetError} `removed` or `room-locked` */
export function assertMayReturn({ permissions }: WideReducer, member: string): void {
  const removal = permissions.removal(member);
  if (removal) throw removedError(removal);
  if (!permissions.mayWrite(member)) throw refusedEntry('room-locked');
}

function refusedEntry(code: 'room-locked' | 'room-full'): NetError {
  return new NetError(code, code === 'room-locked' ? 'the room is locked' : 'the room is full');
}

/** Rejects when the connection ends, or the signal is aborted. */
function untilEnded(link: WideLink, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const cancel = () => reject(new NetError('cancelled', 'cancelled'));
    link.onEnd((end) => {
      reject(
        end.reason === 'lost' ? end.error : new NetError('connection-lost', 'the stream ended'),
      );
    });
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
  });
}
