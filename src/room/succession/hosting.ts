import {
  type HostRole,
  maxVoters,
  others,
  type Step,
  type SuccessionState,
  send,
  step,
  times,
} from './state';
import type { SuccessionEffect } from './types';

/** Notes how far a member's disk has the log. */
export function noteHeld(state: SuccessionState, member: string, seq: number): Step {
  const { role } = state;
  if (role.kind !== 'host') return step(state);
  const held = new Map(role.held).set(member, Math.max(seq, role.held.get(member) ?? 0));
  return recount(state, { ...role, held });
}

/** Notes that a member no longer follows: what it held is counted again when it comes back. */
export function noteLost(state: SuccessionState, member: string): Step {
  const { role } = state;
  if (role.kind !== 'host') return step(state);
  const held = new Map(role.held);
  held.delete(member);
  return step({ ...state, role: { ...role, held } });
}

/** Notes how far the host's own disk has the log. */
export function noteSynced(state: SuccessionState, seq: number): Step {
  const { role } = state;
  if (role.kind !== 'host') return step(state);
  return recount(state, { ...role, synced: Math.max(seq, role.synced) });
}

/** Notes a change of the voters. */
export function noteVoters(state: SuccessionState): Step {
  const { role } = state;
  return role.kind === 'host' ? recount(state, role) : step(state);
}

/**
 * Up to which number entries are held by a majority of the voters, of which the host is one; 0 if that
 * isn't known.
 *
 * 1. The host's own disk counts always, because the host reopens its room without an election.
 * 2. An entry of an earlier term counts only together with one of this term (Raft, section 5.4.2): a
 *    candidate with an entry of a term in between would win over a majority that holds just the earlier one.
 */
function majorityHeld({ self, log }: SuccessionState, { first, held, synced }: HostRole): number {
  const marks = log.voters.map((voter) => (voter === self ? synced : (held.get(voter) ?? 0)));
  marks.sort((a, b) => b - a);
  const byMajority = marks[Math.floor(marks.length / 2)] ?? 0;
  const seq = Math.min(byMajority, synced);
  return seq >= first ? seq : 0;
}

function recount(state: SuccessionState, role: HostRole): Step {
  const seq = Math.max(role.majorityHeld, majorityHeld(state, role));
  return step({ ...state, role: { ...role, majorityHeld: seq } });
}

/**
 * The next list of voters on the way to the wanted one; undefined if there is nothing to change, or not
 * yet. Two lists that follow each other differ by one voter, so any two majorities of them have one in
 * common; and a list is changed only when a majority holds it and an entry of this term, so that this is
 * true of every two lists that may be in use at a time.
 *
 * @param wanted in order of rank; the host stays a voter whether it is among them or not
 */
export function nextVoters(
  state: SuccessionState,
  wanted: readonly string[],
): readonly string[] | undefined {
  const { log, role, self } = state;
  if (role.kind !== 'host' || !mayChangeList(state)) return undefined;
  const settled = settledBy(state, role);
  const { voters } = log;
  // Those who leave go first: they may be gone, and the others could be too few without them.
  const leaving = voters.find((voter) => voter !== self && !wanted.includes(voter));
  if (leaving !== undefined) return voters.filter((voter) => voter !== leaving);
  // A voter replies only to those whose certificates are in its log, so it needs the list so far.
  const coming = wanted.find(
    (voter) => !voters.includes(voter) && (role.held.get(voter) ?? 0) >= settled,
  );
  if (coming === undefined || voters.length >= maxVoters) return undefined;
  return [...voters, coming];
}

/** Whether this host may put a list in the log now: a majority holds the present one and an entry of its term. */
export function mayChangeList(state: SuccessionState): boolean {
  const { role } = state;
  return role.kind === 'host' && !role.handOver && role.majorityHeld >= settledBy(state, role);
}

/** The number of the present list, or of the first entry of this term if that comes later. */
function settledBy({ log }: SuccessionState, { first }: HostRole): number {
  return Math.max(first, log.votersSeq);
}

/** Asks a successor to stand: an election in which this host votes, because it promises like any voter. */
export function handOver(state: SuccessionState, to: string, now: number): Step {
  const { role } = state;
  if (role.kind !== 'host' || !others(state).includes(to)) {
    return step(state, { type: 'hand-over-failed', to });
  }
  const { term } = role;
  return step(
    { ...state, role: { ...role, handOver: { to, sentAt: now, until: now + times.handOver } } },
    send(to, { type: 'stand-now', term }),
  );
}

/** Asks again, and tells voters who don't follow this host that it is the host. */
export function tickHost(state: SuccessionState, now: number): Step {
  const { role, self } = state;
  if (role.kind !== 'host') return step(state);
  const effects: SuccessionEffect[] = [];
  let next: HostRole = role;
  const { term } = role;
  if (now >= role.announcedAt + times.announce) {
    next = { ...next, announcedAt: now };
    const message = { type: 'moved', term, host: self } as const;
    effects.push(...missing(state, role).map((to) => send(to, message)));
  }
  if (role.handOver && now >= role.handOver.until) {
    const { handOver, ...without } = next;
    next = without;
    effects.push({ type: 'hand-over-failed', to: role.handOver.to });
  } else if (role.handOver && now >= role.handOver.sentAt + times.resend) {
    next = { ...next, handOver: { ...role.handOver, sentAt: now } };
    effects.push(send(role.handOver.to, { type: 'stand-now', term }));
  }
  return step({ ...state, role: next }, ...effects);
}

/** The voters who don't follow this host. */
export function missing(state: SuccessionState, { held }: HostRole): readonly string[] {
  return others(state).filter((voter) => !held.has(voter));
}
