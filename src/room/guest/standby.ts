import type { Successor } from '../../protocol/entry-frames';
import type { Listener, ToHub } from '../../protocol/frames';
import type { MemberLink } from '../../protocol/member-link';
import type { Network } from '../../protocol/network';
import type { RoomEntry } from '../../protocol/room-entry';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import type { TakeOver, VoterParts } from '../role-change';
import { start } from '../succession/state';
import type { LogEnd } from '../succession/types';
import { answerCopy } from '../voter/log-source';
import { Voter } from '../voter/voter';
import { hostIn, LogOfVoters } from '../voter/voter-log';
import { LogCopy } from './log-copy';
import type { LogSync } from './log-sync';
import type { MemberJournal } from './member-journal';
import type { Membership } from './membership';
import type { RestoredGuest } from './restored-guest';
import type { Roster } from './roster';
import { StandbyServer, type SuccessorKeysFrame } from './standby-server';

type Send = (frame: Extract<ToHub, { readonly type: 'offer' }>) => void;

export interface StandbyDeps {
  readonly network: Pick<Network, 'listen' | 'reachable'>;
  readonly membership: Membership;
  readonly journal: MemberJournal;
  readonly sync: LogSync;
  readonly roster: Pick<Roster, 'members'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** See {@link VoterDeps.pace}. */
  readonly pace: number;
  /** What the journal says. */
  readonly restored?: Pick<RestoredGuest, 'promised' | 'standby'> | undefined;
  /** Of a member that was the host, or couldn't take over. */
  readonly voter?: VoterParts | undefined;
  /** Takes nothing more from the hub. */
  readonly leaveHub: () => void;
  /** Connects to this member, who hosts the room. */
  readonly follow: (host: Successor) => void;
  /** Called for each entry that came from another voter. */
  readonly onCopied: (entry: RoomEntry) => void;
}

/** The hub that has let this member in. */
interface Followed {
  readonly link: MemberLink;
  /** The pin of its certificate. */
  readonly pin: string;
  readonly term: number;
}

/**
 * A member's part in succession. Every member has a {@link Voter}, which decides whom it follows. If its user allows it,
 * it also listens, tells the hub where, votes, and takes over.
 */
export class Standby {
  private readonly starts = new Emitter<TakeOver>();
  /** Fires when this member has to host the room. */
  readonly onTakeOver = this.starts.event;
  private readonly server: StandbyServer;
  private readonly log: LogOfVoters;
  private voter: Voter | undefined;
  private send: Send | undefined;
  private followed: Followed | undefined;
  private copy: LogCopy | undefined;
  /** Whether this member may no longer take over, but no hub knows that yet. */
  private isLeaving = false;

  constructor(private readonly deps: StandbyDeps) {
    const { clock, journal, restored, logger, membership, network, roster, sync, voter } = deps;
    this.server = new StandbyServer({
      ...{ network, membership, journal, clock, logger },
      stored: restored?.standby,
      memberServer: voter?.memberServer,
    });
    const present = () => roster.members.find(({ host }) => host)?.id;
    this.log = new LogOfVoters(sync.held, () => hostIn(sync.held.entries) ?? present() ?? '');
    this.server.onDidMove(() => this.offer());
    this.server.onFrame(({ pin, frame }) => {
      if (frame.type !== 'copy' || !this.voter?.maySend(pin, frame.term)) return;
      const to = { pin, addresses: [], port: 0 };
      for (const answer of answerCopy(sync.held, frame)) this.server.send(to, answer);
    });
    if (membership.self.id !== '') this.begin();
  }

  /**
   * Sets whether this member may take over. A voter that no longer may still votes until a hub takes it out of the list:
   * without its vote, the others may find no majority. That matters to a host that has given up its room, too.
   */
  allow(may: boolean): void {
    this.isLeaving = !may && this.server.isAllowed && !this.followed && this.isListed;
    if (this.isLeaving || may === this.server.isAllowed) return;
    if (!may) this.withdraw();
    else {
      this.server.allow();
      this.open();
    }
  }

  /** Whether to take entries from the present hub, whose term this is; tells its host if not. */
  accepts(term: number): boolean {
    const { sync } = this.deps;
    if (term >= sync.held.term && (this.voter?.accepts(term) ?? true)) return true;
    const host = this.memberAt(this.deps.membership.hubPin);
    if (host !== undefined) this.voter?.refuse(host, term);
    return false;
  }

  /** The hub has let us in. */
  connect(link: MemberLink, term: number): void {
    const { membership } = this.deps;
    this.begin();
    this.send = (frame) => link.send(frame);
    this.followed = { link, pin: membership.hubPin, term };
    this.voter?.input({ type: 'tick' });
    if (this.server.isAllowed && !this.isLeaving) this.open();
    // It may have allowed that in a window before this one.
    else if (this.isLeaving || this.isListed) this.withdraw();
  }

  disconnect(): void {
    this.send = undefined;
    this.followed = undefined;
  }

  /** The hub sends keys of members. */
  addKeys(frame: SuccessorKeysFrame): void {
    this.server.addKeys(frame);
  }

  /** The log has a new entry. */
  numbered({ type }: RoomEntry): void {
    if (type === 'successors') this.voter?.input({ type: 'tick' });
  }

  dispose(): void {
    this.disconnect();
    this.copy?.dispose();
    this.voter?.dispose();
    this.server.dispose();
  }

  /** Begins to vote, or just to follow, once this member has an id. */
  private begin(): void {
    if (this.voter) return;
    const { clock, restored, membership, pace, voter } = this.deps;
    const { log } = this;
    const { summary } = log;
    const host = summary.voters.length > 1 ? hostIn(this.deps.sync.held.entries) : undefined;
    const begun = { self: membership.self.id, log: summary, promised: restored?.promised, host };
    const state = voter?.state ?? start(begun, clock.now() / pace);
    this.voter = new Voter(
      {
        ...{ port: this.server, log, clock, pace },
        heard: () => this.heard(),
        actions: {
          storePromise: (term, to) => this.deps.journal.store([{ type: 'promised', term, to }]),
          stopHosting: () => {},
          stopFollowing: () => this.stopFollowing(),
          follow: (member, at) => this.follow(member, at),
          copyLog: (_, at, term, last) => this.copyLog(at, term, last),
          takeOver: (term) => this.takeOver(term),
          handOverFailed: () => {},
        },
      },
      state,
    );
    const { role } = state;
    // It couldn't take over.
    if (role.kind === 'opening') this.voter.input({ type: 'failed', term: role.term });
  }

  private heard() {
    const { followed } = this;
    if (!followed) return undefined;
    const { link, pin, term } = followed;
    const present = this.deps.roster.members.find((member) => member.host)?.id ?? '';
    return { host: this.memberAt(pin) ?? present, term, at: link.heardAt };
  }

  private stopFollowing(): void {
    this.copy?.dispose();
    this.copy = undefined;
    this.disconnect();
    this.deps.leaveHub();
  }

  private follow(member: string, at: Listener): void {
    this.deps.follow({ member, ...at });
  }

  private copyLog(at: Listener, term: number, last: LogEnd): void {
    const { clock, logger, onCopied, pace, sync } = this.deps;
    this.copy?.dispose();
    this.copy = new LogCopy(
      {
        ...{ port: this.server, sync, clock, logger, pace, onCopied },
        done: (isCopied) => {
          this.copy = undefined;
          this.voter?.input({ type: isCopied ? 'log-copied' : 'failed', term });
        },
      },
      { at, term, last },
    );
  }

  /** Whether the log lists this member as a voter. */
  private get isListed(): boolean {
    const { membership, sync } = this.deps;
    return sync.held.successors.some(({ member }) => member === membership.self.id);
  }

  private takeOver(term: number): void {
    const { membership, roster, sync } = this.deps;
    const { voter } = this;
    // A host that has given up its room may win it back, whatever its user thinks of the rooms of others.
    const isAgreed = !this.isLeaving || this.deps.voter !== undefined;
    const released = voter && isAgreed && this.server.release(membership.self.id);
    if (!released) {
      voter?.input({ type: 'failed', term });
      return;
    }
    const present = roster.members.find(({ host }) => host)?.id;
    const before = hostIn(sync.held.entries) ?? present ?? '';
    const { firstPin, heldKeys: formerKeys, self } = membership;
    const { state } = voter;
    this.starts.fire({
      ...{ term, before, ...released, firstPin, formerKeys, self, state },
    });
  }

  /** Listens where the hub knows this computer; without a connection, that isn't known. */
  private open(): void {
    const { followed } = this;
    if (followed && this.server.open(followed.link.localAddress)) this.offer();
  }

  /** Tells the hub where this member listens. */
  private offer(): void {
    const at = this.server.endpoint;
    this.deps.sync.acknowledge(at !== undefined);
    if (at) this.send?.({ type: 'offer', at });
  }

  private withdraw(): void {
    this.isLeaving = false;
    this.send?.({ type: 'offer' });
    this.deps.sync.acknowledge(false);
    this.server.withdraw();
  }

  /** The voter with this pin. */
  private memberAt(pin: string): string | undefined {
    for (const [member, listener] of this.log.listeners) if (listener.pin === pin) return member;
    return undefined;
  }
}
