import { NetError } from '../../protocol/net-error';
import { maxTaken } from '../../protocol/wide-acts';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore, toDisposable } from '../../util/disposable';
import type { WideLink } from './wide-link';
import { removedError } from './wide-permissions';
import type { WideReducer } from './wide-reducer';
import { lostMark } from './wide-requests';

/** How long a newcomer waits for a server that stores nothing, in ms: longer than an election takes. */
const maxStuckMs = 15_000;

export interface JoinParts {
  readonly clock: Clock;
  readonly newId: () => string;
  /** Publishes the rules, if this member has just created the room. */
  readonly found: (() => Promise<unknown>) | undefined;
}

/**
 * Lets a newcomer join a wide room, over a connection that has read it.
 * @throws {NetError} `room-locked`, `room-full`, `no-quorum`, `failed`, or when the connection ends before
 */
export async function joinRoom(
  link: WideLink,
  reducer: WideReducer,
  { clock, found, newId }: JoinParts,
  signal: AbortSignal,
): Promise<void> {
  const watching = new DisposableStore();
  const ended = Promise.race([untilEnded(link, signal), untilStuck(link, clock, watching)]);
  ended.catch(() => {});
  try {
    if (signal.aborted) await ended;
    // The answer tells who owns the room, too.
    if (found && !reducer.permissions.rules) await Promise.race([found(), ended]);
    await join(link, reducer, newId, ended);
  } finally {
    watching.dispose();
  }
}

/** @param ended rejects when it can't go on */
async function join(
  link: WideLink,
  { members, permissions }: WideReducer,
  newId: () => string,
  ended: Promise<never>,
): Promise<void> {
  const { box, member } = link.stream;
  if (members.get(member)) return;
  if (!permissions.mayWrite(member)) throw refusedEntry('room-locked');
  const most = permissions.rules?.rules.most ?? maxTaken;
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

/** Rejects when the server has stored nothing for a while that it has got. */
function untilStuck({ stream }: WideLink, clock: Clock, watching: DisposableStore): Promise<never> {
  return new Promise((_, reject) => {
    let timer: Disposable | undefined;
    const stop = () => timer?.dispose();
    const watch = () => {
      stop();
      if (stream.isWritable) return;
      timer = clock.after(maxStuckMs, () => {
        reject(new NetError('no-quorum', 'the server stores nothing'));
      });
    };
    watching.add(stream.onDidChangeWritable(watch));
    watching.add(stream.onEnd(stop));
    watching.add(toDisposable(stop));
    watch();
  });
}
