import type { AccessControl } from '../../protocol/access';
import { maxKeysAtATime } from '../../protocol/frames';
import type { GuestRequest, Network } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { Journal } from '../log/journal';
import type { HandOverResult } from '../room';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { LogWriter } from './log-writer';
import type { Successors } from './successors';

/** How long to wait for the votes, in ms. */
const voteMs = 5000;

/** How long to wait until the successor says that it hosts the room, in ms. */
const openMs = 15_000;

/** How often to ask for votes in a higher term, because a member has promised the term to someone else. */
const maxRounds = 3;

/** The furthest ahead that a member's last promise is believed to be, so that no member uses up all terms. */
const maxTermsAhead = 1000;

type Vote = Extract<GuestRequest, { readonly type: 'vote' }>;

export interface HandOverDeps {
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly access: AccessControl;
  readonly journal: Journal | undefined;
  readonly successors: Successors;
  readonly network: Pick<Network, 'successorKey'>;
  readonly clock: Clock;
  /** The pin of the room's first host. */
  readonly firstPin: string;
}

/** Votes for the member `to` in one term. */
interface Election {
  readonly term: number;
  readonly to: string;
  readonly last: number;
  readonly pre: boolean;
  readonly votes: Set<string>;
  /** The members who would vote only in a higher term. */
  readonly refusals: Set<string>;
  /** The highest term in which a member would vote. */
  highest: number;
  /** Called after each vote. */
  readonly changed: () => void;
}

/**
 * Hands a room over to a member, in an election in which the host votes, too.
 *
 * 1. The host MUST NOT number anything from before it asks for votes until it gives up.
 * 2. It MUST store its own vote after the others', and before it tells the successor to take over. From then on it
 *    never numbers again: whatever happens, it comes back as a member.
 * 3. The successor MUST hold the whole log, on its disk, before the host votes.
 */
export class HandOver {
  private election: Election | undefined;
  private isRunning = false;
  /** The member that is told to take over, and what to do once it hosts the room. */
  private awaited:
    | { readonly member: string; readonly term: number; settle(confirmed: boolean): void }
    | undefined;
  private readonly thaws = new Emitter<void>();
  /** Fires when the host gives up, and numbers again. */
  readonly onDidGiveUp = this.thaws.event;
  private readonly ends = new Emitter<{ readonly stays: boolean }>();
  /** Fires when this computer no longer hosts the room. */
  readonly onDidHandOver = this.ends.event;

  constructor(private readonly deps: HandOverDeps) {}

  /** @param stays whether the host becomes a member; otherwise it leaves */
  async to(member: string, stays: boolean): Promise<HandOverResult> {
    const { people, state, successors, writer } = this.deps;
    const name = people.get(member)?.name ?? '';
    if (this.isRunning || state.over) return { ok: false, problem: 'not-ready', name };
    if (!successors.ready.some(({ id }) => id === member)) {
      return { ok: false, problem: 'not-ready', name };
    }
    if (writer.isStopped) return { ok: false, problem: 'storage', name };
    this.isRunning = true;
    writer.isFrozen = true;
    for (const link of people.links) link.listen('status');
    const outcome = await this.elect(member, stays);
    this.isRunning = false;
    if (typeof outcome !== 'string') return { ok: true, name, ...outcome };
    writer.isFrozen = false;
    this.thaws.fire();
    return { ok: false, problem: outcome, name };
  }

  /** A member votes. */
  vote(member: string, { term, last, pre }: Vote): void {
    const { election } = this;
    if (!election || election.pre !== pre || term > election.term + maxTermsAhead) return;
    if (!this.deps.successors.all.some((voter) => voter.member === member)) return;
    if (term > election.term) {
      election.highest = Math.max(election.highest, term);
      election.refusals.add(member);
    } else if (term === election.term && last >= election.last) election.votes.add(member);
    election.changed();
  }

  /** A member says that it hosts the room in this term. */
  hosting(member: string, term: number): void {
    if (this.awaited?.member === member && this.awaited.term === term) this.awaited.settle(true);
  }

  /** A member's connection broke. */
  lost(member: string): void {
    if (this.awaited?.member === member) this.awaited.settle(false);
  }

  /** Returns why it failed, or, if the room was handed over, whether the successor confirmed that. */
  private async elect(
    to: string,
    stays: boolean,
  ): Promise<Extract<HandOverResult, { ok: false }>['problem'] | { readonly confirmed: boolean }> {
    const { journal, people, state, successors, writer } = this.deps;
    if (!writer.commit()) return 'storage';
    let term = writer.feed.epoch.term + 1;
    for (let round = 1; ; round += 1) {
      // At first without promises: a successor that doesn't answer must not stop the room.
      const asked = await this.ask({ term, to, pre: true });
      const votes = asked.ok ? await this.ask({ term, to, pre: false }) : asked;
      if (state.over) return 'not-ready';
      if (votes.ok) break;
      if (votes.highest <= term || round === maxRounds) return 'no-answer';
      term = votes.highest;
    }
    const listener = successors.listenerOf(to);
    if (!listener || !people.get(to)?.link) return 'no-answer';
    const { access, firstPin, network } = this.deps;
    const keys = access.keysFor(listener.pin, people.host.id);
    const next = { ...listener, firstPin, key: network.successorKey(access.hostKey, listener.pin) };
    const promised = { type: 'promised', term, to, next } as const;
    if (journal?.keep([promised]) === false) return 'storage';
    const link = people.get(to)?.link;
    for (let at = 0; at < keys.length; at += maxKeysAtATime) {
      link?.tell({ type: 'keys', keys: keys.slice(at, at + maxKeysAtATime) });
    }
    const { locked, maxClients: most } = state;
    const opened = this.untilHosting(to, term);
    link?.tell({ type: 'takeover', term, stays, most, locked });
    const confirmed = await opened;
    people.tellAll({ type: 'moved', term, ...listener });
    if (!state.over) this.ends.fire({ stays });
    return { confirmed };
  }

  /** Asks everyone who can for their votes: a majority is needed, with the host's and the successor's. */
  private async ask(vote: Pick<Election, 'term' | 'to' | 'pre'>) {
    const { clock, people, successors, writer } = this.deps;
    const { last } = writer;
    const majority = Math.floor(successors.all.length / 2) + 1;
    const [votes, refusals] = [new Set<string>([people.host.id]), new Set<string>()];
    const asked = successors.ready;
    const isWon = () => votes.has(vote.to) && votes.size >= majority;
    // A refusal alone decides nothing: otherwise one member could prevent every hand-over.
    const isOver = () =>
      isWon() ||
      refusals.has(vote.to) ||
      asked.every(({ id }) => votes.has(id) || refusals.has(id));
    const highest = await new Promise<number>((resolve) => {
      const timer = clock.after(voteMs, () => resolve(election.highest));
      const election: Election = {
        ...{ ...vote, last, votes, refusals, highest: vote.term },
        changed: () => {
          if (!isOver()) return;
          timer.dispose();
          resolve(election.highest);
        },
      };
      this.election = election;
      for (const { link } of asked) link?.tell({ type: 'elect', ...vote, last });
    });
    this.election = undefined;
    return { ok: isWon(), highest };
  }

  /** Resolves to whether the member has said that it hosts the room. */
  private untilHosting(member: string, term: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = this.deps.clock.after(openMs, () => this.awaited?.settle(false));
      const settle = (confirmed: boolean) => {
        timer.dispose();
        this.awaited = undefined;
        resolve(confirmed);
      };
      this.awaited = { member, term, settle };
    });
  }
}
