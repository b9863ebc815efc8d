import { type LinkEnd, NetError } from '../../protocol/net-error';
import type { Logger } from '../../util/logger';
import type { Connection } from '../room';
import type { FailedReconnect, GuestConnection } from './guest-connection';
import type { LogSync } from './log-sync';
import type { Membership } from './membership';
import { endsRoom, isOverForGood } from './room-end';

export interface ReconnectionDeps {
  readonly hub: GuestConnection;
  readonly membership: Membership;
  readonly sync: LogSync;
  readonly logger: Logger;
  /** Whether the hub has ever answered; otherwise reconnecting is pointless. */
  readonly hasAnswered: () => boolean;
  /** Whether nobody but the member's hub could let it in. */
  readonly hasOnlyHub: () => boolean;
  /** `leaving`: the end of the connection is expected. `over`: nothing that happens to it matters. */
  readonly phase: () => 'open' | 'leaving' | 'over';
  /** Detaches all parts of the room from the current connection. */
  readonly disconnect: () => void;
  /** Ends the room in this window. @param forGood whether the saved key no longer works */
  readonly finish: (error: NetError | undefined, forGood: boolean) => void;
  readonly onChange: () => void;
}

/**
 * A guest's way back to its hub: decides what it means that a connection has ended, or that none could be made, and
 * tells the log that the guest is away and back.
 */
export class Reconnection {
  /** Whether the log's last word on the connection is that it broke. */
  private isAway = false;

  constructor(
    private readonly deps: ReconnectionDeps,
    private current: Connection,
  ) {
    deps.hub.onEnd((end) => this.handleEnd(end));
    deps.hub.onFailure((failure) => this.handleFailure(failure));
  }

  get connection(): Connection {
    return this.current;
  }

  set connection(connection: Connection) {
    this.current = connection;
    this.deps.onChange();
  }

  /** Tries to reconnect now. An open connection stays until a new one succeeds. */
  retryNow(): void {
    if (this.current.kind === 'reconnecting') this.connection = { kind: 'reconnecting' };
    this.deps.hub.retryNow();
  }

  /** Goes to another member, who hosts the room now. */
  follow(): void {
    this.leaveHub();
    this.deps.hub.retryNow();
  }

  /** Takes nothing more from the hub, because another host is being elected; goes on trying to find one. */
  leaveBetweenHosts(): void {
    this.leaveHub();
    this.deps.hub.retryLater();
  }

  /** Drops the connection, because the hub broke the protocol, and reconnects. */
  breakOff(why: string): void {
    const { hub, logger } = this.deps;
    logger.warn(`the hub broke the protocol: ${why}`);
    hub.drop();
    this.handleEnd({ reason: 'local' });
  }

  /** The log has every entry that the guest missed. */
  succeeded(): void {
    const { hub, sync } = this.deps;
    hub.succeeded();
    if (this.isAway) sync.addEvent({ type: 'back' });
    this.isAway = false;
  }

  /** A newcomer can't be removed: the host didn't let it in. */
  private turnedAway(error: NetError): NetError {
    const isNewcomer = error.code === 'removed' && this.deps.membership.isNewcomer;
    return isNewcomer ? new NetError('turned-away', 'the host decided against it') : error;
  }

  private leaveHub(): void {
    const { disconnect, hub } = this.deps;
    disconnect();
    hub.drop();
    this.connection = { kind: 'reconnecting' };
  }

  private handleEnd(end: LinkEnd): void {
    const { disconnect, finish, hasAnswered, membership, phase, sync } = this.deps;
    if (phase() === 'over') return;
    disconnect();
    if (phase() === 'leaving') return;
    const error = end.reason === 'lost' ? this.turnedAway(end.error) : undefined;
    if (!hasAnswered()) {
      const known = error?.code === 'connection-lost' ? undefined : error;
      finish(known ?? new NetError('closed-at-once', 'closed before the hub answered'), false);
      return;
    }
    const wasIn = this.current.kind === 'joined';
    const { isAtHost } = membership;
    this.retry(error, { isAtHost, isFinal: isAtHost });
    if (!wasIn || this.isAway || phase() === 'over') return;
    this.isAway = true;
    sync.addEvent({ type: 'away' });
  }

  /** Handles a failed attempt to reconnect. */
  private handleFailure({ errors, last }: FailedReconnect): void {
    const { finish, hasOnlyHub, hub, membership } = this.deps;
    const atHost = errors.get(membership.pin);
    const [first] = errors.values();
    const error = atHost ?? first;
    // The connection that the attempt should have replaced is still open.
    if (hub.current) hub.succeeded();
    else if (last) finish(error, false);
    // With other members to try, one of them may come back.
    else this.retry(error, { isAtHost: atHost !== undefined, isFinal: hasOnlyHub() });
  }

  /**
   * @param isAtHost whether the host was tried: what a member says who may take over is no news of the host
   * @param isFinal whether nobody else could let us in: only the host can end the room for us
   */
  private retry(
    error: NetError | undefined,
    { isAtHost, isFinal }: { readonly isAtHost: boolean; readonly isFinal: boolean },
  ): void {
    const { current } = this;
    const { finish, hub, membership } = this.deps;
    if (error && isFinal && endsRoom(error.code, membership.isNewcomer)) {
      finish(error, isOverForGood(error.code));
      return;
    }
    const known = current.kind === 'reconnecting' ? current.error : undefined;
    const code = isAtHost ? error?.code : known;
    this.connection = { kind: 'reconnecting', ...(code && { error: code }) };
    hub.retryLater();
  }
}
