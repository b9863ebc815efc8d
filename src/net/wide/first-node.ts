import type { Endpoint } from '../../protocol/endpoint';
import type { Clock } from '../../util/clock';
import { toDisposable } from '../../util/disposable';
import { race } from '../socket/race';

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
  return race<Endpoint, T>(
    shuffled(nodes, random),
    (node, onWon, onFailed) => {
      const controller = new AbortController();
      attempt(node, controller.signal).then(onWon, onFailed);
      return toDisposable(() => controller.abort());
    },
    {
      ...{ clock, timeoutMs, staggerMs, none: 'the server has no nodes' },
      late: `no node within ${timeoutMs} ms`,
    },
    signal,
  );
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
