import { standAgain } from './candidacy';
import { type Step, type SuccessionState, send, step, termOf, times, waitOfRank } from './state';
import type { SuccessionEffect, SuccessionMessage } from './types';

/** Replies to a question about a term: it is only promised if it is higher than the voter's own. */
export function answerPreVote(
  state: SuccessionState,
  from: string,
  term: number,
  now: number,
): Step {
  const own = termOf(state);
  const { role } = state;
  // Someone has promised a term above this host's: it can't follow, so the room needs a new term.
  if (role.kind === 'host' && term > role.term + 1) return standAgain(state, term - 1);
  if (term <= own || hearsHost(state, now)) return step(state, refuse(state, from, term));
  const yes = send(from, { type: 'would-promise', term });
  if (role.kind !== 'asking') return step(state, yes);
  // Two who ask at a time would take promises from each other: the one that is first in the list goes on.
  if (!isBefore(state, from)) return step(state, refuse(state, from, term));
  return step({ ...state, role: { kind: 'follower' }, standAt: now + times.elect }, yes);
}

/**
 * Promises a term to a candidate, once. From then on this voter takes and acknowledges nothing of a lower
 * term, and numbers nothing if it was the host. The candidate learns of it when it is on disk.
 */
export function answerElect(state: SuccessionState, from: string, term: number, now: number): Step {
  const { promised, role } = state;
  const own = termOf(state);
  if (promised.term === term && promised.to === from && own === term) {
    return step(state, ...(state.isPromiseStored ? [sendPromise(state)] : []));
  }
  if (term <= own) return step(state, refuse(state, from, term));
  // The start of this member's own term is on its way to the disk; the candidate asks again.
  if (role.kind === 'opening') return step(state);
  return step(
    {
      ...state,
      promised: { term, to: from },
      isPromiseStored: false,
      heardAt: Number.NEGATIVE_INFINITY,
      standAt: now + times.promise + waitOfRank(state),
      role: { kind: 'follower' },
    },
    { type: role.kind === 'host' ? 'stop-hosting' : 'stop-following' },
    { type: 'store-promise', term, to: from },
  );
}

/** The reply to the candidate that has this voter's promise. */
export function sendPromise({ promised, log }: SuccessionState): SuccessionEffect {
  return send(promised.to, { type: 'promised', term: promised.term, ...log });
}

/** Learns who the host of a term is, from the host or from another voter. */
export function learnHost(
  state: SuccessionState,
  from: string,
  { term, host }: Extract<SuccessionMessage, { readonly type: 'moved' }>,
  now: number,
): Step {
  const { role, self } = state;
  if (term < termOf(state)) {
    // Replying to any other than that host could go on forever, between two who know the same.
    return step(state, ...(from === host ? [refuse(state, from, term)] : []));
  }
  const isKnown = term === state.host.term && state.host.member !== undefined;
  if (isKnown || host === self || role.kind === 'opening') return step(state);
  const next: SuccessionState = {
    ...state,
    host: { member: host, term },
    role: { kind: 'follower' },
  };
  return step(
    { ...next, standAt: now + times.silence + waitOfRank(next) },
    { type: role.kind === 'host' ? 'stop-hosting' : 'stop-following' },
    { type: 'follow', host, term },
  );
}

/** Notes that the hub which this member follows is alive. */
export function hearHost(
  state: SuccessionState,
  { host, term }: { readonly host: string; readonly term: number },
  now: number,
): Step {
  const isFollowing = ['follower', 'asking', 'electing'].includes(state.role.kind);
  if (!isFollowing || term < termOf(state)) return step(state);
  const next: SuccessionState = {
    ...state,
    host: { member: host, term },
    heardAt: now,
    role: { kind: 'follower' },
  };
  return step({ ...next, standAt: now + times.silence + waitOfRank(next) });
}

/** Whether another voter is before this one in the list. */
function isBefore({ log: { voters }, self }: SuccessionState, other: string): boolean {
  return voters.includes(other) && voters.indexOf(other) < voters.indexOf(self);
}

/** Whether there is a host: this member, or one that it hears. */
export function hearsHost({ heardAt, role }: SuccessionState, now: number): boolean {
  return role.kind === 'host' || now - heardAt < times.silence;
}

/** Says no, and who the host is if that is why. */
export function refuse(state: SuccessionState, to: string, term: number): SuccessionEffect {
  const { host } = state;
  if (host.member !== undefined && host.member !== to && host.term >= term) {
    return send(to, { type: 'moved', term: host.term, host: host.member });
  }
  return send(to, { type: 'refused', term, own: termOf(state) });
}
