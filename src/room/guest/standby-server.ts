import { maxSuccessorAddresses } from '../../protocol/frame-fields';
import type { Listener, ToMember } from '../../protocol/frames';
import type { NetError } from '../../protocol/net-error';
import type { Network } from '../../protocol/network';
import type { VoterFrame } from '../../protocol/voter-frames';
import type { VoterPort } from '../../protocol/voter-port';
import { type Clock, delay } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { isHostAddress } from '../../util/ip-address';
import type { Logger } from '../../util/logger';
import type { StandbyListener } from '../log/journal';
import { standbyRecords } from '../log/journal-records';
import { MemberServer } from '../member-server';
import type { MemberJournal } from './member-journal';
import type { Membership } from './membership';

/** How long and how often to try a port that the previous window still holds, in ms. */
const maxPortWaitMs = 3000;
const portRetryMs = 250;

/** Maximum number of keys accepted: more than any hub has. */
const maxKeys = 4000;

/** What the hub tells its successors of the members' keys. */
export type SuccessorKeysFrame = Omit<Extract<ToMember, { readonly type: 'keys' }>, 'type'>;

export interface StandbyServerDeps {
  readonly network: Pick<Network, 'listen' | 'reachable'>;
  readonly membership: Pick<Membership, 'info'>;
  readonly journal: Pick<MemberJournal, 'append' | 'commit'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How it listened in the window before this one. */
  readonly stored?: StandbyListener | undefined;
  /** It listens already: it hosted the room. */
  readonly memberServer?: MemberServer | undefined;
}

/**
 * The server of a member that may take over: other voters reach it there, and once it hosts the room, everyone. It is
 * stored, so that the next window listens at the same port with the same certificate, and lets in the same members.
 */
export class StandbyServer implements VoterPort, Disposable {
  private readonly frames = new Emitter<{ readonly pin: string; readonly frame: VoterFrame }>();
  readonly onFrame = this.frames.event;
  private readonly moves = new Emitter<void>();
  /** Fires when it listens at another endpoint. */
  readonly onDidMove = this.moves.event;
  private may: boolean;
  private memberServer: MemberServer | undefined;
  private subscription: Disposable | undefined;
  private stored: StandbyListener | undefined;
  private readonly keys: Map<string, string>;
  private locked: boolean;
  private most: number | undefined;
  /** Aborted when another attempt to listen begins. */
  private attempt = new AbortController();

  constructor(private readonly deps: StandbyServerDeps) {
    const { memberServer, stored } = deps;
    this.stored = stored;
    this.may = stored !== undefined || memberServer !== undefined;
    const access = memberServer?.server.access?.state ?? stored?.access;
    this.keys = new Map(access?.keys.map(({ hash, member }) => [member, hash]));
    this.locked = access?.locked ?? false;
    this.most = stored?.most;
    if (memberServer) {
      this.use(memberServer);
      this.store();
    } else if (stored) void this.listen(stored.address, stored.port);
  }

  /** Whether this member may take over. */
  get isAllowed(): boolean {
    return this.may;
  }

  /** Where it listens; undefined if it doesn't, or if nobody could reach it there. */
  get endpoint(): Listener | undefined {
    const { server } = this.memberServer ?? {};
    if (!server?.access) return undefined;
    const addresses = this.deps.network.reachable(server.address).filter(isHostAddress);
    if (addresses.length === 0) return undefined;
    const { pin } = server.access;
    return { pin, addresses: addresses.slice(0, maxSuccessorAddresses), port: server.port };
  }

  /** This member may take over: it listens from the next {@link open} on. */
  allow(): void {
    this.may = true;
  }

  /** Listens at this address of this computer. Returns whether it does already. */
  open(address: string): boolean {
    const { server } = this.memberServer ?? {};
    if (server && (server.address === address || isWildcard(server.address))) return true;
    void this.listen(address, this.stored?.port ?? 0);
    return false;
  }

  /** Stops listening, for good: this member may no longer take over. */
  withdraw(): void {
    this.may = false;
    this.close();
    if (!this.stored) return;
    this.stored = undefined;
    this.keys.clear();
    this.deps.journal.append({ type: 'standby' });
    this.deps.journal.commit();
  }

  send(to: Listener, frame: VoterFrame): void {
    this.memberServer?.server.voters?.send(to, frame);
  }

  /** Stores keys of members, with which they come if this member takes over. */
  addKeys({ all = false, gone = [], keys, locked, most }: SuccessorKeysFrame): void {
    if (!this.stored) return;
    if (all) this.keys.clear();
    const news = keys.slice(0, Math.max(0, maxKeys - this.keys.size));
    for (const { hash, member } of news) this.keys.set(member, hash);
    for (const member of gone) this.keys.delete(member);
    const isLocked = locked ?? this.locked;
    const isSame = isLocked === this.locked && (most ?? this.most) === this.most;
    this.locked = isLocked;
    this.most = most ?? this.most;
    if (all || !isSame) {
      this.store();
      return;
    }
    const { journal } = this.deps;
    for (const key of news) journal.append({ type: 'door', change: { type: 'key', ...key } });
    for (const member of gone) {
      journal.append({ type: 'door', change: { type: 'revoked', member } });
    }
    journal.commit();
  }

  /**
   * Hands the server over to the room that this member hosts now, with the keys of all others. Undefined if they couldn't
   * come in.
   */
  release(
    self: string,
  ): { readonly memberServer: MemberServer; readonly most: number } | undefined {
    const { keys, memberServer, locked, most } = this;
    const access = memberServer?.server.access;
    if (!memberServer || !access || keys.size === 0 || most === undefined) return undefined;
    const all = Array.from(keys, ([member, hash]) => ({ member, hash }));
    access.takeOver(
      all.filter(({ member }) => member !== self),
      locked,
    );
    this.drop();
    return { memberServer, most };
  }

  dispose(): void {
    this.close();
  }

  private async listen(address: string, port: number): Promise<void> {
    this.close();
    const { signal } = this.attempt;
    const { clock, logger, membership, network } = this.deps;
    const { kind } = membership.info;
    const access = this.stored?.access;
    const own = { kind, address, ...(access && { access }) };
    const deadline = clock.now() + maxPortWaitMs;
    while (!signal.aborted) {
      const isLate = port !== 0 && clock.now() >= deadline;
      try {
        const memberServer = await MemberServer.open(network, { ...own, port: isLate ? 0 : port });
        if (signal.aborted) {
          void memberServer.server.close();
          return;
        }
        this.use(memberServer);
        this.store();
        this.moves.fire();
        return;
      } catch (error) {
        const { code, message } = error as NetError;
        if (code !== 'port-in-use' || port === 0 || isLate) {
          logger.warn(`can’t listen for the other voters: ${message}`);
          return;
        }
      }
      await delay(clock, portRetryMs, signal);
    }
  }

  private use(memberServer: MemberServer): void {
    this.memberServer = memberServer;
    this.subscription = memberServer.server.voters?.onFrame((received) =>
      this.frames.fire(received),
    );
  }

  /** Stores where it listens, and what it knows. */
  private store(): void {
    const { server } = this.memberServer ?? {};
    if (!server?.access) return;
    const { journal } = this.deps;
    const { certificate, privateKey, token } = server.access.state;
    const { address, port } = server;
    const { locked, most } = this;
    const keys = Array.from(this.keys, ([member, hash]) => ({ member, hash }));
    const access = { certificate, privateKey, token, locked, keys };
    this.stored = { address, port, access, ...(most !== undefined && { most }) };
    for (const record of standbyRecords(this.stored)) journal.append(record);
    journal.commit();
  }

  /** Ends this object's use of the server. */
  private drop(): void {
    this.attempt.abort();
    this.attempt = new AbortController();
    this.subscription?.dispose();
    this.subscription = undefined;
    this.memberServer = undefined;
  }

  private close(): void {
    const { memberServer } = this;
    this.drop();
    void memberServer?.server.close();
  }
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}
