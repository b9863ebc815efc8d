import {
  ask,
  collect,
  copied,
  countGrant,
  countPromise,
  countRefusal,
  failed,
  standNow,
  tickCandidate,
  tookOver,
} from './candidacy';
import { handOver, missing, noteHeld, noteLost, noteSynced, noteVoters, tickHost } from './hosting';
import { mayStand, type Step, type SuccessionState, step, termOf, times } from './state';
import type { SuccessionInput, SuccessionMessage } from './types';
import {
  answerElect,
  answerPreVote,
  hearHost,
  hearsHost,
  learnHost,
  refuse,
  sendPromise,
} from './voting';

/**
 * How far above its own a voter believes a term to be. A voter who lies can disturb the room, like a host who does, but
 * nobody can use up the terms.
 */
export const maxTermsAhead = 1000;

/**
 * A voter's next state, and what to do because of it. docs/SUCCESSION.md describes the algorithm.
 *
 * The caller MUST NOT handle another input before it has carried out the effects; `store-promise`,
 * `copy-log` and `take-over` may end later, with an input of their own.
 *
 * @param now in ms; it may run at any pace and be set, because only waiting depends on it
 */
export function advance(state: SuccessionState, input: SuccessionInput, now: number): Step {
  switch (input.type) {
    case 'tick':
      return tick(state, now);
    case 'message':
      return receive(state, input.from, input.message, now);
    case 'heard':
      return hearHost(state, input, now);
    case 'log':
      return noteVoters({ ...state, log: input.log, isOutvoted: false });
    case 'promise-stored':
      return promiseStored(state, input.term, now);
    case 'log-copied':
      return copied(state, input.term, now);
    case 'failed':
      return failed(state, input.term, now);
    case 'took-over':
      return tookOver(state, input, now);
    case 'held':
      return noteHeld(state, input.member, input.seq);
    case 'lost':
      return noteLost(state, input.member);
    case 'synced':
      return noteSynced(state, input.seq);
    case 'hand-over':
      return handOver(state, input.to, now);
  }
}

/** When the next `tick` is due, in ms; undefined if no time matters. */
export function wakeAt(state: SuccessionState): number | undefined {
  const { role } = state;
  switch (role.kind) {
    case 'follower':
      return mayStand(state) ? state.standAt : undefined;
    case 'asking':
    case 'copying':
      return role.until;
    case 'electing':
      if (!state.isPromiseStored) return undefined;
      return Math.min(role.until, role.sentAt + times.resend, role.gatherUntil ?? role.until);
    case 'opening':
      return undefined;
    case 'host': {
      const { announcedAt, handOver } = role;
      const dues: number[] = [];
      if (missing(state, role).length > 0) dues.push(announcedAt + times.announce);
      if (handOver) dues.push(Math.min(handOver.sentAt + times.resend, handOver.until));
      return dues.length > 0 ? Math.min(...dues) : undefined;
    }
  }
}

function tick(state: SuccessionState, now: number): Step {
  switch (state.role.kind) {
    case 'follower':
      return mayStand(state) && now >= state.standAt ? ask(state, now) : step(state);
    case 'host':
      return tickHost(state, now);
    default:
      return tickCandidate(state, now);
  }
}

function receive(
  state: SuccessionState,
  from: string,
  message: SuccessionMessage,
  now: number,
): Step {
  const highest = message.type === 'refused' ? Math.max(message.term, message.own) : message.term;
  if (highest > termOf(state) + maxTermsAhead) return step(state);
  if (!counts(state, from, message, now)) {
    return step(state, ...(message.type === 'elect' ? [refuse(state, from, message.term)] : []));
  }
  switch (message.type) {
    case 'pre-vote':
      return answerPreVote(state, from, message.term, now);
    case 'would-promise':
      return countGrant(state, from, message.term);
    case 'elect':
      return answerElect(state, from, message.term, now);
    case 'promised':
      return countPromise(state, from, message, now);
    case 'refused':
      return countRefusal(state, from, message, now);
    case 'stand-now':
      return standNow(state, from, message.term);
    case 'moved':
      return learnHost(state, from, message, now);
  }
}

/**
 * Whether a message counts. Someone who is no longer a voter may have missed that, or may have been removed from the
 * room: it must not end the term of a host, nor take voters from a host that they hear. No election needs the
 * promise of either, and the voters who elect without them tell them.
 */
function counts(
  state: SuccessionState,
  from: string,
  { term, type }: SuccessionMessage,
  now: number,
): boolean {
  if ((type !== 'elect' && type !== 'moved') || term < termOf(state)) return true;
  return state.log.voters.includes(from) || !hearsHost(state, now);
}

function promiseStored(state: SuccessionState, term: number, now: number): Step {
  const { promised, self } = state;
  // A higher term was promised meanwhile; its record is on its way to the disk.
  if (term !== promised.term || state.isPromiseStored) return step(state);
  const stored = { ...state, isPromiseStored: true };
  return promised.to === self ? collect(stored, now) : step(stored, sendPromise(stored));
}
