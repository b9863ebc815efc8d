import {
  compareEnds,
  giveUp,
  hostRole,
  isMajority,
  mayStand,
  others,
  type Role,
  type Step,
  type SuccessionState,
  send,
  step,
  termOf,
  times,
  waitOfRank,
} from './state';
import type { LogSummary, SuccessionEffect, SuccessionMessage } from './types';

type Electing = Extract<Role, { readonly kind: 'electing' }>;

/** Asks whether a majority would promise the next term, so that a voter who is alone disturbs nobody. */
export function ask(state: SuccessionState, now: number): Step {
  const term = Math.max(termOf(state), state.seen) + 1;
  const granted = [state.self];
  if (isMajority(granted, state.log.voters)) return stand(state);
  return step(
    { ...state, role: { kind: 'asking', term, granted, refused: [], until: now + times.ask } },
    ...others(state).map((to) => send(to, { type: 'pre-vote', term })),
  );
}

/** Counts a voter who would promise this term. */
export function countGrant(state: SuccessionState, from: string, term: number): Step {
  const { role } = state;
  if (role.kind !== 'asking' || role.term !== term) return step(state);
  const granted = [...new Set([...role.granted, from])];
  if (isMajority(granted, state.log.voters)) return stand(state);
  return step({ ...state, role: { ...role, granted } });
}

/** Stands for the next term: promises it to itself first. */
export function stand(state: SuccessionState): Step {
  const term = Math.max(termOf(state), state.seen) + 1;
  const { role, self } = state;
  return step(
    {
      ...state,
      promised: { term, to: self },
      isPromiseStored: false,
      heardAt: Number.NEGATIVE_INFINITY,
      role: {
        ...{ kind: 'electing', term, promises: new Map(), refused: [] },
        sentAt: Number.POSITIVE_INFINITY,
        until: Number.POSITIVE_INFINITY,
      },
    },
    { type: role.kind === 'host' ? 'stop-hosting' : 'stop-following' },
    { type: 'store-promise', term, to: self },
  );
}

/**
 * A host stands again, because a voter has promised a term above its own (to a candidate that then failed)
 * and can only follow a higher one.
 *
 * @param seen the term of that promise
 */
export function standAgain(state: SuccessionState, seen: number): Step {
  return stand({ ...state, seen: Math.max(state.seen, seen) });
}

/** Stands because the host asks for it. */
export function standNow(state: SuccessionState, from: string, term: number): Step {
  const { host, role } = state;
  const isIdle = role.kind === 'follower' || role.kind === 'asking';
  const isFromHost = host.member === undefined || host.member === from;
  if (!isIdle || !isFromHost || term !== termOf(state) || !mayStand(state)) return step(state);
  return stand(state);
}

/**
 * Learns that another voter's term is higher: the next one to stand for is above it. A candidate whom too many
 * refuse doesn't wait for the others.
 */
export function countRefusal(
  state: SuccessionState,
  from: string,
  { term, own }: Extract<SuccessionMessage, { readonly type: 'refused' }>,
  now: number,
): Step {
  const { role } = state;
  if (role.kind === 'host' && own > role.term) return standAgain(state, own);
  const next = { ...state, seen: Math.max(state.seen, own) };
  if ((role.kind !== 'asking' && role.kind !== 'electing') || role.term !== term) return step(next);
  const refused = [...new Set([...role.refused, from])];
  const { voters } = role.kind === 'electing' ? bestOf(state, role) : state.log;
  const rest = voters.filter((voter) => !refused.includes(voter));
  if (isMajority(rest, voters)) return step({ ...next, role: { ...role, refused } });
  return step(role.kind === 'asking' ? askLater(next, now) : outvoted(giveUp(next, now), role));
}

/** Begins to collect promises: the candidate's own is on disk. */
export function collect(state: SuccessionState, now: number): Step {
  const { log, role, self } = state;
  if (role.kind !== 'electing') return step(state);
  const promises = new Map([[self, log]]);
  const electing: Electing = { ...role, promises, sentAt: now, until: now + times.elect };
  return count({ ...state, role: electing }, electing, now, requests(state, electing));
}

/** Counts a promise, and what its voter's log has. */
export function countPromise(
  state: SuccessionState,
  from: string,
  { term, last, voters, votersSeq }: { readonly term: number } & LogSummary,
  now: number,
): Step {
  const { role } = state;
  if (role.kind !== 'electing' || role.term !== term || !state.isPromiseStored) return step(state);
  const promises = new Map([...role.promises, [from, { last, voters, votersSeq }] as const]);
  const electing: Electing = { ...role, promises };
  // A log that is ahead may name voters that this one doesn't know.
  const known = new Set(toAsk(state, role));
  const news = toAsk(state, electing).filter((voter) => !known.has(voter) && voter !== from);
  const requests = news.map((to) => send(to, { type: 'elect', term }));
  return count({ ...state, role: electing }, electing, now, requests);
}

/** Asks again for promises that didn't come; ends what has taken too long. */
export function tickCandidate(state: SuccessionState, now: number): Step {
  const { role } = state;
  switch (role.kind) {
    case 'asking':
      if (now < role.until) return step(state);
      return step(askLater(state, now));
    case 'electing': {
      if (role.gatherUntil !== undefined && now >= role.gatherUntil)
        return conclude(state, role, now);
      if (now >= role.until) return step(outvoted(giveUp(state, now), role));
      if (now < role.sentAt + times.resend) return step(state);
      const electing: Electing = { ...role, sentAt: now };
      return step({ ...state, role: electing }, ...requests(state, electing));
    }
    case 'copying':
      if (now < role.until) return step(state);
      return step(giveUp(state, now), { type: 'stop-following' });
    default:
      return step(state);
  }
}

/** Opens once the best log is here. */
export function copied(state: SuccessionState, term: number, now: number): Step {
  const { log, role } = state;
  if (role.kind !== 'copying' || role.term !== term) return step(state);
  if (compareEnds(log.last, role.last) !== 0) return failed(state, term, now);
  return step({ ...state, role: { kind: 'opening', term } }, { type: 'take-over', term });
}

/** Gives up: the best log can't be copied, or the room can't be opened here. */
export function failed(state: SuccessionState, term: number, now: number): Step {
  const { role } = state;
  const isMine = role.kind === 'copying' || role.kind === 'opening';
  if (!isMine || role.term !== term) return step(state);
  const next = giveUp(state, now);
  if (role.kind === 'copying') return step(next);
  // A disk without space for that is unlikely to have it soon, so another voter gets its turn.
  return step({ ...next, standAt: now + times.silence + waitOfRank(next) });
}

/** Becomes the host: its term has begun on disk. @param first number of the term's first entry */
export function tookOver(
  state: SuccessionState,
  { term, first }: { readonly term: number; readonly first: number },
  now: number,
): Step {
  const { role, self } = state;
  if (role.kind !== 'opening' || role.term !== term) return step(state);
  const host = { ...hostRole({ term, first }, first), announcedAt: now };
  return step(
    { ...state, host: { member: self, term }, role: host },
    ...others(state).map((to) => send(to, { type: 'moved', term, host: self })),
  );
}

/** The best log among those of who has promised, the one that ends last, and whose it is. */
function best(self: string, promises: ReadonlyMap<string, LogSummary>): [string, LogSummary] {
  let found: [string, LogSummary] = [self, promises.get(self) as LogSummary];
  for (const [member, log] of promises) {
    if (compareEnds(log.last, found[1].last) > 0) found = [member, log];
  }
  return found;
}

/**
 * Goes on when the voters of the best log have promised: all of them, or a majority for a moment. Their
 * promises elect that log, whichever voters this member knew before.
 */
function count(
  state: SuccessionState,
  electing: Electing,
  now: number,
  requests: readonly SuccessionEffect[],
): Step {
  const { promises } = electing;
  const [, { voters }] = best(state.self, promises);
  const members = [...promises.keys()];
  if (!voters.includes(state.self) || !isMajority(members, voters)) {
    const { gatherUntil: _, ...without } = electing;
    return step({ ...state, role: without }, ...requests);
  }
  if (voters.every((voter) => promises.has(voter))) return conclude(state, electing, now);
  const gatherUntil = electing.gatherUntil ?? now + times.gather;
  return step({ ...state, role: { ...electing, gatherUntil } }, ...requests);
}

/** Asks again soon: nothing has been promised. */
function askLater(state: SuccessionState, now: number): SuccessionState {
  return { ...state, role: { kind: 'follower' }, standAt: now + times.retry };
}

/** Notes that this member was removed from the voters, if the best log says so. */
function outvoted(state: SuccessionState, electing: Electing): SuccessionState {
  return { ...state, isOutvoted: !bestOf(state, electing).voters.includes(state.self) };
}

/** Takes the best log among those of a majority: everything that a majority held is in it. */
function conclude(state: SuccessionState, { term, promises }: Electing, now: number): Step {
  const [from, { last }] = best(state.self, promises);
  if (from === state.self) {
    return step({ ...state, role: { kind: 'opening', term } }, { type: 'take-over', term });
  }
  const until = now + times.copy;
  const role = { kind: 'copying', term, last, until } as const;
  return step({ ...state, role }, { type: 'copy-log', from, term, last });
}

/** The best log among those of who has promised; this member's own until someone has. */
function bestOf({ log, self }: SuccessionState, { promises }: Electing): LogSummary {
  return promises.size > 0 ? best(self, promises)[1] : log;
}

/** All whose promise may count: the voters of this log and of the best one. */
function toAsk(state: SuccessionState, electing: Electing): readonly string[] {
  const { log, self } = state;
  const all = new Set([...log.voters, ...bestOf(state, electing).voters]);
  return Array.from(all).filter((voter) => voter !== self);
}

/** The requests to those who haven't promised. */
function requests(state: SuccessionState, electing: Electing): readonly SuccessionEffect[] {
  return toAsk(state, electing)
    .filter((voter) => !electing.promises.has(voter))
    .map((to) => send(to, { type: 'elect', term: electing.term }));
}
