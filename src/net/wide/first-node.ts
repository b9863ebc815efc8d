import type { Endpoint } from '../../protocol/endpoint';
import { NetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { moreSpecific } from '../deskmate/specificity';
import { cancelledError } from '../socket/tcp';

export interface FirstNodeOptions {
  readonly clock: Clock;
  /** Time limit for all nodes together, in ms. */
  readonly timeoutMs: number;
  /** Returns a number from 0 to below 1. */
  readonly random: () => number;
}

/** How long to wait for a node before trying the next one as well, in ms. */
const staggerMs = 1000;

/**
 * Connects to one of a cluster's nodes, in random order, so that members spread over them. The first that succeeds
 * wins, and the other attempts are aborted.
 * @param attempt MUST reject, and leave nothing open, once its signal is aborted
 * @throws {NetError} the most specific error if none succeeds; code `cancelled` if the signal is aborted
 */
export function firstNode<T>(
  nodes: readonly Endpoint[],
  attempt: (node: Endpoint, signal: AbortSignal) => Promise<T>,
  { clock, timeoutMs, random }: FirstNodeOptions,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const untried = shuffled(nodes, random);
    const attempts = new Map<Endpoint, AbortController>();
    let stagger: Disposable | undefined;
    let failure: NetError | undefined;
    const settle = (winner: Endpoint | undefined, finish: () => void) => {
      signal.removeEventListener('abort', onAbort);
      timer.dispose();
      stagger?.dispose();
      for (const [node, controller] of attempts) if (node !== winner) controller.abort();
      attempts.clear();
      finish();
    };
    const lose = (error: NetError) => settle(undefined, () => reject(error));
    const onAbort = () => lose(cancelledError());
    const tryNext = () => {
      stagger?.dispose();
      const node = untried.shift();
      if (!node) return;
      const controller = new AbortController();
      attempts.set(node, controller);
      attempt(node, controller.signal).then(
        (value) => {
          if (attempts.has(node)) settle(node, () => resolve(value));
        },
        (error: NetError) => {
          if (!attempts.delete(node)) return;
          failure = moreSpecific(failure, error);
          if (attempts.size === 0 && untried.length === 0) lose(failure);
          else tryNext();
        },
      );
      stagger = clock.after(staggerMs, tryNext);
    };
    const timer = clock.after(timeoutMs, () => {
      const error = new NetError('timed-out', `no node within ${timeoutMs} ms`);
      lose(moreSpecific(failure, error));
    });
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else if (untried.length === 0) lose(new NetError('bad-invite', 'the server has no nodes'));
    else tryNext();
  });
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
