import { NetError, type NetErrorCode } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { cancelledError } from './tcp';

export interface RaceOptions {
  readonly clock: Clock;
  /** Time limit for all endpoints together, in ms. */
  readonly timeoutMs: number;
  /** How long to wait for an endpoint before trying the next one in parallel, in ms. */
  readonly staggerMs: number;
  /** What the errors say, for the log: that there is no endpoint, and that the time is up. */
  readonly none: string;
  readonly late: string;
}

/**
 * Tries endpoints in order: the next one starts when the previous one fails or is slow. The first that succeeds wins, and
 * the other attempts are disposed.
 * @param start calls at most one of the two callbacks, later and once; none of them counts once it is disposed
 * @throws {NetError} the most specific error if none succeeds; code `cancelled` if the signal is aborted
 */
export function race<E, T>(
  endpoints: readonly E[],
  start: (
    endpoint: E,
    onWon: (value: T) => void,
    onFailed: (error: NetError) => void,
  ) => Disposable,
  { clock, timeoutMs, staggerMs, none, late }: RaceOptions,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const untried = [...endpoints];
    const running = new Set<Disposable>();
    let stagger: Disposable | undefined;
    let failure: NetError | undefined;
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', onAbort);
      timer.dispose();
      stagger?.dispose();
      for (const attempt of running) attempt.dispose();
      running.clear();
      finish();
    };
    const lose = (error: NetError) => settle(() => reject(error));
    const onAbort = () => lose(cancelledError());
    const tryNext = () => {
      stagger?.dispose();
      const endpoint = untried.shift();
      if (endpoint === undefined) return;
      const attempt = start(
        endpoint,
        (value) => {
          if (running.delete(attempt)) settle(() => resolve(value));
        },
        (error) => {
          if (!running.delete(attempt)) return;
          failure = moreSpecific(failure, error);
          if (running.size === 0 && untried.length === 0) lose(failure);
          else tryNext();
        },
      );
      running.add(attempt);
      stagger = clock.after(staggerMs, tryNext);
    };
    const timer = clock.after(timeoutMs, () =>
      lose(moreSpecific(failure, new NetError('timed-out', late))),
    );
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else if (untried.length === 0) lose(new NetError('bad-invite', none));
    else tryNext();
  });
}

/** Error codes by how much they say about the host, the most specific first. */
const bySpecificity: readonly NetErrorCode[] = [
  'wrong-pin',
  'other-version',
  'no-encryption',
  'closed-at-once',
  'refused',
  'timed-out',
  'unreachable',
  'name-not-found',
  'address-unavailable',
];

/** The more specific of two errors from different addresses; the first if they are equal. */
export function moreSpecific(one: NetError | undefined, other: NetError): NetError {
  return one && rank(one) <= rank(other) ? one : other;
}

function rank({ code }: NetError): number {
  const index = bySpecificity.indexOf(code);
  return index < 0 ? bySpecificity.length : index;
}
