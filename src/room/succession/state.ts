import type {
  LogEnd,
  LogSummary,
  StoredPromise,
  SuccessionEffect,
  SuccessionMessage,
} from './types';

/** Times, in ms. */
export const times = {
  /** A host from which nothing came for this long is gone. */
  silence: 45_000,
  /** The second voter waits this much longer than the first before it stands, and so on. */
  rankStep: 5000,
  /** How long a voter waits for replies to `pre-vote`, and then until it asks again. */
  ask: 2000,
  retry: 2000,
  /** How long a candidate collects promises, and how often it asks again for those that didn't come. */
  elect: 4000,
  resend: 1000,
  /** How long a candidate that has a majority waits for the logs of the other voters. */
  gather: 1000,
  /** How long it may take to copy the best log. */
  copy: 30_000,
  /** How long a voter waits for the candidate that has its promise. */
  promise: 15_000,
  /** How often a host tells voters that don't follow it that it is the host. */
  announce: 10_000,
  /** How long a successor may take to stand after `stand-now`. */
  handOver: 10_000,
} as const;

/** Maximum number of voters: the host and four successors. */
export const maxVoters = 5;

export type Role =
  | { readonly kind: 'follower' }
  /** Asks whether a majority would promise `term`. */
  | {
      readonly kind: 'asking';
      readonly term: number;
      readonly granted: readonly string[];
      readonly refused: readonly string[];
      readonly until: number;
    }
  /** Collects promises, once its own is stored; until then `until` is infinite. */
  | {
      readonly kind: 'electing';
      readonly term: number;
      readonly promises: ReadonlyMap<string, LogSummary>;
      readonly refused: readonly string[];
      readonly sentAt: number;
      readonly until: number;
      /** Until when to wait for more promises; undefined without a majority. */
      readonly gatherUntil?: number;
    }
  | {
      readonly kind: 'copying';
      readonly term: number;
      readonly last: LogEnd;
      readonly until: number;
    }
  /** Is storing the start of its term. */
  | { readonly kind: 'opening'; readonly term: number }
  | HostRole;

export interface HostRole {
  readonly kind: 'host';
  readonly term: number;
  /** Number of the term's first entry. */
  readonly first: number;
  /** How far this disk has the log. */
  readonly synced: number;
  /** How far the disks of the members have it that follow this host now. */
  readonly held: ReadonlyMap<string, number>;
  /** Up to which number entries are held by a majority, and so can't be lost; 0 if that isn't known. */
  readonly majorityHeld: number;
  readonly announcedAt: number;
  readonly handOver?: { readonly to: string; readonly sentAt: number; readonly until: number };
}

/** A voter. Everything but `promised` and `log` is lost when its window ends. */
export interface SuccessionState {
  readonly self: string;
  readonly log: LogSummary;
  /** The newest promise; term 0 for none. */
  readonly promised: StoredPromise;
  /** Whether it is on disk; until then nobody may learn of it. */
  readonly isPromiseStored: boolean;
  /** The newest host known; `member` is undefined if only its term is. */
  readonly host: { readonly member?: string | undefined; readonly term: number };
  /** When something last came from it. */
  readonly heardAt: number;
  /** When to stand unless something comes before. */
  readonly standAt: number;
  /** The highest term that another voter has named. */
  readonly seen: number;
  /** Whether a better log than this one doesn't list this member: it stands no more until its log changes. */
  readonly isOutvoted: boolean;
  readonly role: Role;
}

export interface Start {
  readonly self: string;
  readonly log: LogSummary;
  /** The newest promise in the journal. */
  readonly promised?: StoredPromise | undefined;
  /** The term that this member hosts according to its journal, and the number of that term's first entry. */
  readonly hosts?: { readonly term: number; readonly first: number } | undefined;
  /** The host according to the log. */
  readonly host?: string | undefined;
}

/**
 * The state after a restart. A host that has promised a higher term in the meantime comes back as a
 * follower; otherwise it MUST have stored a new opening of its term before this.
 */
export function start(
  { self, log, promised = { term: 0, to: '' }, hosts, host }: Start,
  now: number,
): SuccessionState {
  const isHost = hosts && Math.max(promised.term, log.last.term) <= hosts.term;
  const state: SuccessionState = {
    ...{ self, log, promised, isPromiseStored: true, seen: 0, isOutvoted: false },
    host: isHost ? { member: self, term: hosts.term } : { member: host, term: log.last.term },
    heardAt: Number.NEGATIVE_INFINITY,
    standAt: 0,
    role: isHost ? hostRole(hosts, log.last.seq) : { kind: 'follower' },
  };
  return { ...state, standAt: now + times.silence + waitOfRank(state) };
}

/** @param synced how far this disk has the log */
export function hostRole(
  { term, first }: { readonly term: number; readonly first: number },
  synced: number,
): HostRole {
  return {
    ...{ kind: 'host', term, first, synced, held: new Map(), majorityHeld: 0 },
    announcedAt: Number.NEGATIVE_INFINITY,
  };
}

/** The highest term that this member has promised, holds an entry of, or has a host of. */
export function termOf({ promised, log, host }: SuccessionState): number {
  return Math.max(promised.term, log.last.term, host.term);
}

/**
 * Whether entries of a hub of this term may be taken and acknowledged now. MUST be asked at every welcome
 * and before every acknowledgement.
 */
export function accepts(state: SuccessionState, term: number): boolean {
  switch (state.role.kind) {
    case 'follower':
    case 'asking':
    case 'electing':
      return term >= termOf(state);
    case 'copying':
    case 'opening':
    case 'host':
      return false;
  }
}

/** Whether this member is the host and may number entries. */
export function mayNumber({ role }: SuccessionState): boolean {
  return role.kind === 'host';
}

/** Whether this member may stand. */
export function mayStand({ self, isOutvoted, log }: SuccessionState): boolean {
  return log.voters.includes(self) && !isOutvoted;
}

export function others({ self, log }: SuccessionState): readonly string[] {
  return log.voters.filter((voter) => voter !== self);
}

/** Whether more than half of the voters are among these members. */
export function isMajority(members: readonly string[], voters: readonly string[]): boolean {
  return 2 * voters.filter((voter) => members.includes(voter)).length > voters.length;
}

/** Compares where logs end: negative if `a` is behind `b`. */
export function compareEnds(a: LogEnd, b: LogEnd): number {
  return a.term - b.term || a.opening - b.opening || a.seq - b.seq;
}

/** How much longer than the first voter this one waits before it stands, in ms. The last host is last. */
export function waitOfRank({ self, log, host }: SuccessionState): number {
  const before = log.voters.filter((voter) => voter !== host.member);
  const rank = self === host.member ? before.length : before.indexOf(self);
  return Math.max(0, rank) * times.rankStep;
}

/** A state and what to do because of it. */
export interface Step {
  readonly state: SuccessionState;
  readonly effects: readonly SuccessionEffect[];
}

export function step(state: SuccessionState, ...effects: readonly SuccessionEffect[]): Step {
  return { state, effects };
}

export function send(to: string, message: SuccessionMessage): SuccessionEffect {
  return { type: 'send', to, message };
}

/**
 * Becomes a follower again after a candidacy that failed. Two candidates who took votes from each other wait
 * for different times: by their places in the list, and as these may differ, by a number that changes with
 * each term.
 */
export function giveUp(state: SuccessionState, now: number): SuccessionState {
  const { log, promised, self } = state;
  const place = Math.max(0, log.voters.indexOf(self)) + scatter(`${self} ${promised.term}`);
  const standAt = now + (1 + place) * times.retry;
  return { ...state, role: { kind: 'follower' }, standAt };
}

/** A number from 0 to below 1, the same for the same text (FNV-1a). */
function scatter(text: string): number {
  let hash = 0x811c9dc5;
  for (const unit of text) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
