import type { OpenRequest } from '../../src/protocol/class-frames';

/** What someone in the class does next. */
export type Action =
  | { readonly do: 'ask' | 'pause' | 'resume' | 'withdraw'; readonly member: string }
  /** With several helpers, all of them at the same moment: one gets the request. */
  | { readonly do: 'take'; readonly member: string; readonly helpers: readonly string[] }
  | { readonly do: 'done' | 'back'; readonly member: string; readonly helper: string };

export interface ClassState {
  /** In order. */
  readonly queue: readonly OpenRequest[];
  /** How many requests are open, or will be once those that are on their way have come. */
  readonly open: number;
  readonly helpers: readonly string[];
  /** Students who have no request. */
  readonly idle: readonly string[];
  /** Whether an earlier action on a student's request is still on its way to someone. */
  isBusy(member: string): boolean;
  /** Whether a student's requests are the student's own business: only helpers act on them. */
  isForeign(member: string): boolean;
}

/** How many requests a helper has at a time. */
const maxTaken = 2;
/** How many students pause at a time. */
const maxPaused = 6;

/** How often each action is chosen, where it is possible. */
const weights = { take: 6, done: 5, back: 1, pause: 2, resume: 2, withdraw: 1 } as const;

/**
 * Chooses what happens next in a class that keeps `target` requests open; undefined if nothing can.
 * @param random numbers from 0 to below 1
 */
export function nextAction(
  state: ClassState,
  target: number,
  random: () => number,
): Action | undefined {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  if (state.open < target && state.idle.length > 0) return { do: 'ask', member: pick(state.idle) };
  const free = state.queue.filter(({ member }) => !state.isBusy(member));
  const own = free.filter(({ member }) => !state.isForeign(member));
  const [next] = free.filter((request) => request.state === 'waiting');
  const waiting = own.filter((request) => request.state === 'waiting');
  const paused = own.filter((request) => request.state === 'paused');
  const taken = free.flatMap(({ helper, member }) => (helper ? [{ helper, member }] : []));
  const unoccupied = state.helpers.filter(
    (id) => state.queue.filter(({ helper }) => helper === id).length < maxTaken,
  );
  const possible = {
    take: next !== undefined && unoccupied.length > 0,
    done: taken.length > 0,
    back: taken.length > 0,
    pause: waiting.length > 0 && paused.length < maxPaused,
    resume: paused.length > 0,
    withdraw: waiting.length > 0,
  };
  const names = (Object.keys(weights) as (keyof typeof weights)[]).filter((name) => possible[name]);
  if (names.length === 0) return undefined;
  const what = pick(names.flatMap((name) => new Array<typeof name>(weights[name]).fill(name)));
  switch (what) {
    case 'take': {
      // Helpers take who is next, so now and then several do.
      const contenders = random() < 0.3 ? unoccupied.slice(0, 3) : [pick(unoccupied)];
      return { do: 'take', member: next?.member ?? '', helpers: contenders };
    }
    case 'done':
    case 'back':
      return { do: what, ...pick(taken) };
    default:
      return { do: what, member: pick(what === 'resume' ? paused : waiting).member };
  }
}
