import type { Epoch } from '../../../src/protocol/frames';
import { nextVoters } from '../../../src/room/succession/hosting';
import {
  accepts,
  mayNumber,
  type SuccessionState,
  start,
  termOf,
} from '../../../src/room/succession/state';
import { advance } from '../../../src/room/succession/succession';
import type {
  LogEnd,
  SuccessionEffect,
  SuccessionInput,
  SuccessionMessage,
} from '../../../src/room/succession/types';
import { type Entry, SimulatedDisk } from './simulated-disk';
import { Witness } from './witness';

/** What the simulation asks the code under test; a mutant replaces one of these. */
export interface Rules {
  readonly advance: typeof advance;
  readonly accepts: typeof accepts;
  readonly nextVoters: typeof nextVoters;
  /** Whether a promise is on disk when it is given. */
  readonly storesPromises: boolean;
  /** The epoch in which a host reopens its room. */
  readonly reopenedEpoch: (disk: SimulatedDisk) => Epoch;
}

export const rules: Rules = {
  advance,
  accepts,
  nextVoters,
  storesPromises: true,
  reopenedEpoch: ({ host, opened }) => ({ term: host.term, opening: opened.opening + 1 }),
};

/** A disk operation or a copy that takes time, in two steps: a computer may fail between them. */
interface Job {
  readonly node: SimulatedMember;
  readonly run: () => (() => void) | undefined;
  readonly isCopy?: true;
}

type ToGuest =
  | { readonly type: 'welcome'; readonly keep: number }
  | { readonly type: 'entry'; readonly seq: number; readonly entry: Entry }
  | { readonly type: 'ping' };

/** A guest's connection to a hub: in order, until it breaks. */
interface Session {
  readonly guest: SimulatedMember;
  readonly hub: SimulatedMember;
  readonly term: number;
  readonly toGuest: ToGuest[];
  /** How far the guest's disk has the log. */
  readonly toHub: number[];
  accepted: boolean;
}

export interface SimulatedMember {
  readonly id: string;
  readonly disk: SimulatedDisk;
  state: SuccessionState;
  alive: boolean;
  /** The epoch of its open room. */
  hub: Epoch | undefined;
  /** What was asked since it last tried to connect. */
  attempts: number;
}

interface Mail {
  readonly from: SimulatedMember;
  readonly to: SimulatedMember;
  readonly message: SuccessionMessage;
}

/** The most messages on their way; the oldest are lost. */
const maxMail = 50;

/** Replies come on the connection of their request, so their sender is known. */
const replies: ReadonlySet<string> = new Set(['would-promise', 'promised', 'refused']);

/** Members of one room, their disks and the network between them, with the reducers as they are. */
export class SimulatedRoom {
  readonly members: readonly SimulatedMember[];
  readonly witness = new Witness();
  now = 0;
  mail: Mail[] = [];
  jobs: Job[] = [];
  sessions: Session[] = [];
  private readonly blocked = new Set<string>();
  private contents = 0;

  /** @param size how many members, of whom the first is the host */
  constructor(
    size: number,
    private readonly rules: Rules,
  ) {
    this.members = Array.from({ length: size }, (_, index) => this.newMember(`m${index}`));
    const [host] = this.members as [SimulatedMember];
    this.reopen(host);
  }

  get hosts(): readonly SimulatedMember[] {
    return this.members.filter(({ alive, state }) => alive && mayNumber(state));
  }

  isBlocked(a: SimulatedMember, b: SimulatedMember): boolean {
    return this.blocked.has(`${a.id} ${b.id}`);
  }

  /** Cuts every link between these members and the others. */
  partition(some: readonly SimulatedMember[]): void {
    for (const a of this.members) {
      for (const b of this.members) {
        if (some.includes(a) !== some.includes(b)) this.blocked.add(`${a.id} ${b.id}`);
      }
    }
    for (const session of [...this.sessions]) {
      if (this.isBlocked(session.guest, session.hub)) this.close(session);
    }
  }

  cut(a: SimulatedMember, b: SimulatedMember): void {
    this.blocked.add(`${a.id} ${b.id}`).add(`${b.id} ${a.id}`);
    for (const session of [...this.sessions]) {
      if (this.isBlocked(session.guest, session.hub)) this.close(session);
    }
  }

  heal(): void {
    this.blocked.clear();
  }

  crash(member: SimulatedMember, share: number): void {
    if (!member.alive) return;
    member.alive = false;
    member.hub = undefined;
    member.disk.lose(share);
    this.jobs = this.jobs.filter(({ node }) => node !== member);
    this.closeAll((session) => session.guest === member || session.hub === member);
  }

  restart(member: SimulatedMember): void {
    if (member.alive) return;
    member.alive = true;
    this.reopen(member);
  }

  tick(member: SimulatedMember): void {
    this.input(member, { type: 'tick' });
  }

  /** Numbers a message, if the member hosts. */
  say(member: SimulatedMember): void {
    this.number(member, {});
  }

  /** Takes one step towards these voters, if the member hosts and may do that now. */
  changeVoters(member: SimulatedMember, wanted: readonly string[]): void {
    if (!member.alive) return;
    const voters = this.rules.nextVoters(member.state, wanted);
    if (voters) this.number(member, { voters });
  }

  handOver(member: SimulatedMember, to: SimulatedMember): void {
    this.input(member, { type: 'hand-over', to: to.id });
  }

  /**
   * Lets a member stand although nobody asked and nothing is wrong: its clock may be anything. A host learns
   * of a promise above its term, as if somebody's candidacy had failed.
   */
  standEarly(member: SimulatedMember): void {
    const { host, role } = member.state;
    const term = termOf(member.state);
    const message: SuccessionMessage =
      role.kind === 'host' ? { type: 'refused', term, own: term + 1 } : { type: 'stand-now', term };
    const from = host.member ?? 'm0';
    this.input(member, { type: 'message', from, message });
  }

  /** Syncs a disk, and acknowledges what is on it. */
  sync(member: SimulatedMember): void {
    if (!member.alive) return;
    const { disk } = member;
    disk.sync();
    if (member.hub) this.input(member, { type: 'synced', seq: disk.log.length });
    for (const { accepted, guest, term, toHub } of this.sessions) {
      if (guest !== member || !accepted || !this.rules.accepts(guest.state, term)) continue;
      toHub.push(disk.log.length);
    }
  }

  /** Connects to the newest host known, or to the others in turn. */
  connect(guest: SimulatedMember): void {
    if (!guest.alive || guest.hub || this.sessions.some((session) => session.guest === guest))
      return;
    guest.attempts += 1;
    const known = guest.state.host.member;
    const targets = this.members.filter((member) => member !== guest);
    const target =
      guest.attempts % 2 === 1
        ? targets.find(({ id }) => id === known)
        : targets[Math.floor(guest.attempts / 2) % targets.length];
    if (target?.alive && !this.isBlocked(guest, target)) this.dial(guest, target);
  }

  deliver(mail: Mail): void {
    const { from, message, to } = mail;
    if (!to.alive || this.isBlocked(from, to)) return;
    if (to.disk.everVoted(from.id) || replies.has(message.type)) {
      this.input(to, { type: 'message', from: from.id, message });
      return;
    }
    // A stranger learns no more than that its term is over.
    const own = termOf(to.state);
    const { term } = message;
    if (own > term) this.post(to, from, { type: 'refused', term, own });
  }

  /** Carries the next frame of a connection in each direction. */
  flow(session: Session): void {
    this.acknowledge(session);
    const frame = session.toGuest.shift();
    if (frame) this.take(session, frame);
  }

  /** Carries the next frame to the hub. */
  acknowledge({ guest, hub, toHub }: Session): void {
    const seq = toHub.shift();
    if (seq !== undefined && hub.hub) this.input(hub, { type: 'held', member: guest.id, seq });
  }

  runJob(job: Job): void {
    const { jobs } = this;
    if (!jobs.includes(job)) return;
    this.jobs = jobs.filter((other) => other !== job);
    const rest = job.run();
    if (!rest) return;
    this.jobs.push({ ...job, run: () => void rest() });
  }

  /** What a heartbeat carries. */
  ping(): void {
    for (const { toGuest } of this.sessions) toGuest.push({ type: 'ping' });
  }

  private newMember(id: string): SimulatedMember {
    const disk = new SimulatedDisk('m0');
    const state = start({ self: id, log: disk.summary }, this.now);
    return { id, disk, state, alive: true, hub: undefined, attempts: 0 };
  }

  private reopen(member: SimulatedMember): void {
    const { disk, id } = member;
    const { first, member: host } = disk.host;
    const epoch = this.rules.reopenedEpoch(disk);
    const hosts = host === id ? { term: epoch.term, first } : undefined;
    const promised = disk.promised;
    const log = disk.summary;
    member.state = start({ self: id, log, promised, hosts, host }, this.now);
    if (mayNumber(member.state)) this.open(member, epoch);
  }

  private open(member: SimulatedMember, epoch: Epoch): void {
    const { disk } = member;
    disk.open(epoch);
    disk.sync();
    member.hub = epoch;
    this.witness.host(member.id, epoch.term);
    this.witness.opened(disk.log, epoch.term);
  }

  private number(member: SimulatedMember, entry: Pick<Entry, 'took' | 'voters'>): void {
    const { disk, hub, state } = member;
    if (!member.alive || !hub || (!mayNumber(state) && entry.took === undefined)) return;
    this.contents += 1;
    const numbered = { ...hub, content: this.contents, ...entry };
    disk.append(numbered);
    // A host that forgot a list would take its voters for strangers.
    if (entry.voters) disk.sync();
    const seq = disk.log.length;
    this.witness.numbered(seq, numbered);
    for (const session of this.sessions) {
      if (session.hub === member) session.toGuest.push({ type: 'entry', seq, entry: numbered });
    }
    this.input(member, { type: 'log', log: disk.summary });
  }

  private dial(guest: SimulatedMember, target: SimulatedMember): void {
    const { hub } = target;
    if (!hub) {
      const { member, term } = target.state.host;
      if (member === undefined) return;
      const message = { type: 'moved', term, host: member } as const;
      this.post(target, guest, message);
      return;
    }
    const { epochs, log } = guest.disk;
    const keep = target.disk.epochs.agreed(epochs.position(log.length), target.disk.log.length);
    const entries = target.disk.log.slice(keep);
    this.sessions.push({
      ...{ guest, hub: target, term: hub.term, accepted: false, toHub: [] },
      toGuest: [
        { type: 'welcome', keep },
        ...entries.map(
          (entry, index) => ({ type: 'entry', seq: keep + 1 + index, entry }) as const,
        ),
      ],
    });
  }

  private take(session: Session, frame: ToGuest): void {
    const { guest, hub, term } = session;
    if (!this.rules.accepts(guest.state, term)) {
      this.close(session);
      const own = termOf(guest.state);
      if (own > term) this.post(guest, hub, { type: 'refused', term, own });
      return;
    }
    const { disk } = guest;
    if (frame.type === 'welcome') {
      session.accepted = true;
      disk.cut(frame.keep);
    } else if (frame.type === 'entry' && frame.seq === disk.log.length + 1) {
      disk.append(frame.entry);
    }
    this.input(guest, { type: 'log', log: disk.summary });
    this.input(guest, { type: 'heard', host: hub.id, term });
  }

  private close(session: Session): void {
    this.closeAll((other) => other === session);
  }

  private closeAll(isOver: (session: Session) => boolean): void {
    const over = this.sessions.filter(isOver);
    this.sessions = this.sessions.filter((session) => !isOver(session));
    for (const { guest, hub } of over) this.input(hub, { type: 'lost', member: guest.id });
  }

  private input(member: SimulatedMember, input: SuccessionInput): void {
    if (!member.alive) return;
    const { effects, state } = this.rules.advance(member.state, input, this.now);
    member.state = state;
    for (const effect of effects) this.carryOut(member, effect);
    if (state.role.kind === 'host') {
      const { majorityHeld, term } = state.role;
      this.witness.claimed(member.disk.log, majorityHeld, { term, voters: this.votersOf(state) });
    }
  }

  private votersOf({ log }: SuccessionState): readonly SimulatedDisk[] {
    return this.members.filter(({ id }) => log.voters.includes(id)).map(({ disk }) => disk);
  }

  private carryOut(member: SimulatedMember, effect: SuccessionEffect): void {
    switch (effect.type) {
      case 'send': {
        const to = this.members.find(({ id }) => id === effect.to);
        if (to) this.post(member, to, effect.message);
        break;
      }
      case 'store-promise': {
        const { term, to } = effect;
        this.jobs.push({ node: member, run: () => this.storePromise(member, { term, to }) });
        break;
      }
      case 'stop-hosting':
        member.hub = undefined;
        this.closeAll(({ hub }) => hub === member);
        break;
      case 'stop-following':
      case 'follow':
        this.closeAll(({ guest }) => guest === member);
        this.jobs = this.jobs.filter(({ isCopy, node }) => node !== member || !isCopy);
        member.attempts = 0;
        break;
      case 'copy-log':
        this.jobs.push({ node: member, isCopy: true, run: () => this.copy(member, effect) });
        break;
      case 'take-over':
        this.jobs.push({ node: member, run: () => this.takeOver(member, effect.term) });
        break;
      case 'hand-over-failed':
        break;
    }
  }

  private post(from: SimulatedMember, to: SimulatedMember, message: SuccessionMessage): void {
    this.mail.push({ from, to, message });
    if (this.mail.length > maxMail) this.mail.shift();
  }

  private storePromise(
    member: SimulatedMember,
    promise: { readonly term: number; readonly to: string },
  ): () => void {
    if (this.rules.storesPromises) {
      member.disk.promise(promise);
      member.disk.sync();
    }
    return () => this.input(member, { type: 'promise-stored', term: promise.term });
  }

  private copy(
    member: SimulatedMember,
    { from, last, term }: { readonly from: string; readonly last: LogEnd; readonly term: number },
  ): (() => void) | undefined {
    const source = this.members.find(({ id }) => id === from) as SimulatedMember;
    const canGive = () => {
      const { log, promised } = source.state;
      const isReachable = source.alive && !this.isBlocked(member, source);
      const isPromised = promised.term === term && promised.to === member.id;
      return isReachable && isPromised && log.last.seq === last.seq;
    };
    const fail = () => this.input(member, { type: 'failed', term });
    if (!canGive()) return fail;
    const { epochs, log } = member.disk;
    const keep = source.disk.epochs.agreed(epochs.position(log.length), source.disk.log.length);
    const half = keep + Math.floor((source.disk.log.length - keep) / 2);
    member.disk.cut(keep);
    for (const entry of source.disk.log.slice(keep, half)) member.disk.append(entry);
    return () => {
      if (!canGive()) return fail();
      for (const entry of source.disk.log.slice(half)) member.disk.append(entry);
      member.disk.sync();
      this.input(member, { type: 'log', log: member.disk.summary });
      this.input(member, { type: 'log-copied', term });
    };
  }

  private takeOver(member: SimulatedMember, term: number): () => void {
    this.open(member, { term, opening: member.disk.opened.opening + 1 });
    this.number(member, { took: member.id });
    member.disk.sync();
    const first = member.disk.log.length;
    return () => this.input(member, { type: 'took-over', term, first });
  }
}
