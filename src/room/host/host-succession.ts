import type { AccessControl } from '../../protocol/access';
import type { Listener } from '../../protocol/frames';
import type { Network } from '../../protocol/network';
import type { RoomEntry } from '../../protocol/room-entry';
import type { VoterPort } from '../../protocol/voter-port';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { Journal } from '../log/journal';
import type { NewHost } from '../role-change';
import { type SuccessionState, start } from '../succession/state';
import { answerCopy } from '../voter/log-source';
import { Voter, type VoterActions } from '../voter/voter';
import { HandOver } from './hand-over';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { LogWriter } from './log-writer';
import { Offers } from './offers';
import { SuccessorKeys } from './successor-keys';
import { Successors } from './successors';
import { VoterLists } from './voter-lists';

/** How long a host that has promised its room to a candidate waits until it hears who hosts it, in ms. */
const followMs = 10_000;

export interface HostSuccessionDeps {
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly access: AccessControl;
  readonly journal: Journal | undefined;
  readonly network: Pick<Network, 'reach'>;
  readonly port: VoterPort;
  readonly clock: Clock;
  /** Multiplies all times. */
  readonly pace: number;
  /** Where the host itself listens. */
  readonly own: () => Listener;
  readonly onChange: () => void;
}

/** How the room was opened. */
export interface HostStart {
  /** The entries of a reopened room. */
  readonly entries: readonly RoomEntry[];
  /** Number of the first entry of the host's term. */
  readonly first: number;
  readonly promised?: { readonly term: number; readonly to: string } | undefined;
  /** The state of a guest that takes the room over. */
  readonly state?: SuccessionState | undefined;
}

/** How this window goes on when it no longer hosts the room. */
export interface LostRoom {
  readonly state: SuccessionState;
  /** Absent as long as nobody is known to host it. */
  readonly follow?: NewHost | undefined;
  /** Whether it becomes a guest; otherwise it leaves. */
  readonly stays: boolean;
}

/**
 * A host's part in succession: who may take over, its vote, and the end of its term. From the moment at which it decides
 * to promise the room to someone, the host numbers nothing more; it stays the hub for up to ten seconds, until
 * it can tell everyone who hosts the room, and then comes back as a guest.
 */
export class HostSuccession implements Disposable {
  readonly successors: Successors;
  readonly handOver: HandOver;
  readonly keys: SuccessorKeys;
  private readonly lists: VoterLists;
  private readonly offers: Offers;
  private readonly store = new DisposableStore();
  private readonly losses = new Emitter<LostRoom>();
  /** Fires once, when this computer no longer hosts the room. */
  readonly onDidLose = this.losses.event;
  private current: Voter | undefined;
  private follow: NewHost | undefined;
  private waiting: Disposable | undefined;
  private isWaitedFor = false;
  private isOver = false;

  constructor(private readonly deps: HostSuccessionDeps) {
    const { access, clock, network, onChange, own, pace, people, state, writer } = deps;
    const lists = new VoterLists(writer, people.host.id);
    const offers = new Offers({ network, clock, pace });
    const keys = new SuccessorKeys({ access, people, state });
    this.successors = new Successors({
      ...{ people, writer, lists, offers, keys, own, onChange },
      voting: () => this.voter.state,
      onList: () => this.voter.input({ type: 'tick' }),
    });
    const { successors } = this;
    this.handOver = new HandOver({ state, people, writer, successors, voter: () => this.voter });
    this.lists = lists;
    this.offers = offers;
    this.keys = keys;
  }

  /** Begins to vote, when the room is restored. */
  begin({ entries, first, promised, state }: HostStart): void {
    const { clock, journal, pace, people, port, writer } = this.deps;
    const { lists } = this;
    const { id: self } = people.host;
    lists.restore(entries);
    const { term } = writer.feed.epoch;
    const log = lists.summary;
    const hosts = { term, first };
    const before = state ?? start({ self, log, promised, hosts, host: self }, clock.now() / pace);
    const actions: VoterActions = {
      storePromise: (promised, to) => this.storePromise(promised, to),
      stopHosting: () => this.stopHosting(),
      stopFollowing: () => {},
      follow: (host, at, following) => this.heard({ host, at, term: following }),
      // Neither happens at a host: it becomes a guest before a majority can answer it.
      copyLog: () => {},
      takeOver: () => {},
      handOverFailed: () => this.handOver.failed(),
    };
    const heard = () => undefined;
    this.current = new Voter({ port, log: lists, actions, clock, heard, pace }, before);
    if (state) this.voter.input({ type: 'took-over', term, first });
    const copies = port.onFrame(({ frame, pin }) => {
      if (frame.type !== 'copy' || !this.voter.maySend(pin, frame.term)) return;
      const to = { pin, addresses: [], port: 0 };
      const { copied } = writer;
      const entries = [...lists.before(writer.feed.first), ...copied.entries];
      for (const answer of answerCopy({ ...copied, entries }, frame)) port.send(to, answer);
    });
    this.store.add(copies);
    const synced = journal?.onDidSync(() => {
      const seq = writer.synced;
      if (seq !== undefined) this.count({ type: 'synced', seq });
    });
    if (synced) this.store.add(synced);
  }

  /** The members who may host the room, the host among them; undefined if only the host may. */
  get voters(): readonly string[] | undefined {
    return this.lists.voters;
  }

  /** A member has a new connection: what it held is counted again, and it offers again. */
  connected(member: string): void {
    this.lost(member);
  }

  /** A member's connection has ended. */
  lost(member: string): void {
    this.successors.disconnected(member);
    this.voter.input({ type: 'lost', member });
  }

  /** A member has the log up to this entry on its disk. */
  held(member: string, seq: number): void {
    this.count({ type: 'held', member, seq: Math.min(seq, this.deps.writer.last) });
  }

  /** A member was removed from the room: nothing that it says counts any more. */
  removed(member: string): void {
    this.lists.forget(member);
    this.voter.input({ type: 'lost', member });
    this.successors.withdraw(member);
  }

  dispose(): void {
    this.isOver = true;
    this.waiting?.dispose();
    this.current?.dispose();
    this.offers.dispose();
    this.keys.dispose();
    this.store.dispose();
    this.handOver.dispose();
  }

  private get voter(): Voter {
    if (!this.current) throw new Error('the room isn’t restored yet');
    return this.current;
  }

  /** Counts what is on a disk; if a majority holds more than before, the list may change. */
  private count(input: Parameters<Voter['input']>[0]): void {
    const before = this.majorityHeld;
    this.voter.input(input);
    const isAwaited = input.type === 'held' && this.successors.isComing(input.member);
    if (isAwaited || this.majorityHeld !== before) this.successors.update();
  }

  private get majorityHeld(): number {
    const { role } = this.voter.state;
    return role.kind === 'host' ? role.majorityHeld : 0;
  }

  private storePromise(term: number, to: string): boolean {
    const isStored = this.deps.journal?.store([{ type: 'promised', term, to }]) ?? true;
    if (isStored) this.settleSoon();
    return isStored;
  }

  private stopHosting(): void {
    const { onChange, people, writer } = this.deps;
    writer.isFrozen = true;
    for (const link of people.links) link.listen('status');
    onChange();
    this.settleSoon();
  }

  private heard(follow: NewHost): void {
    this.follow = follow;
    this.settleSoon();
  }

  /** Decides how to go on when the voter has done all that it does now, and before anything else comes. */
  private settleSoon(): void {
    queueMicrotask(() => this.settle());
  }

  private settle(): void {
    const { deps, follow } = this;
    if (this.isOver) return;
    const { isPromiseStored, promised } = this.voter.state;
    const isOwn = promised.to === deps.people.host.id;
    // Nobody may learn of a promise before it is stored, which takes no time unless the disk fails.
    if (follow || (isPromiseStored && (isOwn || this.isWaitedFor))) this.end(follow);
    else
      this.waiting ??= deps.clock.after(followMs * deps.pace, () => {
        this.isWaitedFor = true;
        this.settle();
      });
  }

  private end(follow: NewHost | undefined): void {
    const { people } = this.deps;
    const { state } = this.voter;
    const { stays } = this.handOver;
    if (follow) people.tellAll({ type: 'moved', term: follow.term, ...follow.at });
    this.handOver.ended(follow?.host);
    this.dispose();
    this.losses.fire({ state, follow, stays });
  }
}
