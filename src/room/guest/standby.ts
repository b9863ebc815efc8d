import type { MemberKey } from '../../protocol/access';
import { maxSuccessorAddresses } from '../../protocol/frame-fields';
import type { ToHub } from '../../protocol/frames';
import type { HubFrame, Network } from '../../protocol/transport';
import { Emitter } from '../../util/event';
import { isHostAddress } from '../../util/ip-address';
import type { Logger } from '../../util/logger';
import { Listening } from '../listening';
import type { TakeOver } from '../room';
import type { LogSync } from './log-sync';
import type { MemberJournal } from './member-journal';
import type { Membership } from './membership';
import type { Roster } from './roster';

type Elect = Extract<HubFrame, { readonly type: 'elect' }>;
type TakeOverFrame = Extract<HubFrame, { readonly type: 'takeover' }>;
type Send = (frame: Extract<ToHub, { readonly type: 'offer' | 'vote' | 'hosting' }>) => void;

/** Maximum number of keys accepted: more than any hub has. */
const maxKeys = 4000;

export interface StandbyDeps {
  readonly network: Pick<Network, 'listen' | 'reachable'>;
  readonly membership: Membership;
  readonly journal: MemberJournal;
  readonly sync: Pick<LogSync, 'last' | 'successors'>;
  readonly roster: Pick<Roster, 'members'>;
  readonly logger: Logger;
  /** The last term that this member promised to someone. */
  readonly promised: number;
}

/**
 * A member's part in succession: if its user allows it, it listens, tells the hub where, votes, and takes over.
 *
 * 1. It MUST store a promise before it votes, and MUST NOT promise a term twice, or a lower one later.
 * 2. It takes over only in a term that it has promised to itself.
 */
export class Standby {
  private readonly starts = new Emitter<TakeOver>();
  /** Fires when this member has to host the room. */
  readonly onTakeOver = this.starts.event;
  private may = false;
  private send: Send | undefined;
  /** This computer's address on the connection. */
  private address = '';
  private listening: Listening | undefined;
  /** The latest attempt to listen. */
  private attempt = 0;
  private promised: number;
  /** To whom the last term was promised in this window. */
  private promisedTo = '';
  /** A question that is answered once the log has come. */
  private asked: Elect | undefined;
  private keys: MemberKey[] = [];

  constructor(private readonly deps: StandbyDeps) {
    this.promised = deps.promised;
  }

  /** Sets whether this member may take over. */
  allow(may: boolean): void {
    if (may === this.may) return;
    this.may = may;
    if (may) void this.offer();
    else this.withdraw();
  }

  /** The hub has let us in. */
  connect(address: string, send: Send): void {
    this.address = address;
    this.send = send;
    const { membership, sync } = this.deps;
    if (this.may) void this.offer();
    // It may have allowed that in a window before this one.
    else if (sync.successors.some(({ member }) => member === membership.self.id)) this.withdraw();
  }

  disconnect(): void {
    this.send = undefined;
    this.asked = undefined;
    this.keys = [];
  }

  /** The hub asks for a vote. */
  elect(frame: Elect): void {
    this.asked = frame;
    this.vote();
  }

  /** Votes if the log has everything that the hub asks for. */
  vote(): void {
    const { asked, send } = this;
    const { journal, sync } = this.deps;
    if (!asked || !send || !this.listening || sync.last < asked.last) return;
    this.asked = undefined;
    const { term, to, pre } = asked;
    const { last } = sync;
    if (this.promised >= term) {
      send({ type: 'vote', term: this.promised + 1, last, pre });
      return;
    }
    if (!pre) {
      journal.append({ type: 'promised', term, to });
      this.promised = term;
      this.promisedTo = to;
    }
    // A promise is synced at once, with all entries before it.
    journal.commit();
    if (journal.problem === undefined) send({ type: 'vote', term, last, pre });
  }

  /** The hub sends keys of members. */
  addKeys(keys: readonly MemberKey[]): void {
    if (this.keys.length + keys.length <= maxKeys) this.keys.push(...keys);
  }

  /** The hub says that this member hosts the room now. */
  takeOver({ term, stays, most, locked }: TakeOverFrame): void {
    const { listening, send } = this;
    const { membership, roster } = this.deps;
    const { id } = membership.self;
    if (!listening || !send || term !== this.promised || this.promisedTo !== id) return;
    const { access } = listening.server;
    if (!access) return;
    this.listening = undefined;
    access.takeOver(this.keys, locked);
    const before = roster.members.find(({ host }) => host)?.id ?? '';
    const confirm = () => send({ type: 'hosting', term });
    const { firstPin, self } = membership;
    this.starts.fire({ term, before, stays, most, firstPin, self, listening, confirm });
  }

  dispose(): void {
    this.disconnect();
    this.close();
  }

  /** Tells the hub where this member listens. */
  private async offer(): Promise<void> {
    const { logger, membership, network } = this.deps;
    const { address } = this;
    if (!this.send) return;
    this.attempt += 1;
    const { attempt } = this;
    if (this.listening?.server.address !== address) {
      this.close();
      this.attempt = attempt;
      try {
        const { kind } = membership.info;
        const listening = await Listening.open(network, { kind, address, port: 0 });
        if (attempt !== this.attempt) return void listening.server.close();
        this.listening = listening;
      } catch (error) {
        logger.warn(`can’t listen for a hand-over: ${(error as Error).message}`);
        return;
      }
    }
    const { access, port } = (this.listening as Listening).server;
    const addresses = network.reachable(address).filter(isHostAddress);
    if (!access || addresses.length === 0) return;
    const at = { pin: access.pin, addresses: addresses.slice(0, maxSuccessorAddresses), port };
    this.send?.({ type: 'offer', at });
  }

  private withdraw(): void {
    this.send?.({ type: 'offer' });
    this.close();
  }

  private close(): void {
    this.attempt += 1;
    void this.listening?.server.close();
    this.listening = undefined;
  }
}
