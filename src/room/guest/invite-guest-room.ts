import type { Invite } from '../../protocol/invite';
import type { Ticket } from '../../protocol/member-link';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import type { Network } from '../../protocol/network';
import type { Clock } from '../../util/clock';
import { Emitter, type Event } from '../../util/event';
import type { Logger } from '../../util/logger';
import type { Archive } from '../log/journal';
import type { RoomLog } from '../log/room-log';
import type { RoleChange } from '../role-change';
import type { Connection, InvitedRoom, Member, Room, RoomInfo, SendOptions } from '../room';
import { type FailedReconnect, GuestConnection } from './guest-connection';
import { GuestControls } from './guest-controls';
import { GuestFiles } from './guest-files';
import { HubFrames } from './hub-frames';
import { LogSync } from './log-sync';
import { MemberJournal } from './member-journal';
import { type InviteGuestStart, Membership } from './membership';
import { endEvents, endsRoom, isOverForGood } from './room-end';
import { Roster } from './roster';
import { Standby } from './standby';

export interface InviteGuestRoomDeps {
  readonly network: Network;
  readonly archive: Archive;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly log: RoomLog;
  /** Minimum time between two presence reports, and between two typing reports, in ms. */
  readonly presenceMs: number;
  /** See {@link VoterDeps.pace}; 1 if absent. */
  readonly pace?: number;
}

const noMembers: readonly Member[] = [];

/**
 * An invite room that someone else hosts. The connection may break at any time: the room then queues
 * messages and reconnects automatically, with the member's key and the number of the last entry it holds.
 */
export class InviteGuestRoom implements Room {
  connection: Connection;
  /** Always empty, because only the host knows the waiting line. */
  readonly waiting = [];
  /** Whether the log's last word on the connection is that it broke. */
  private away = false;
  /** Set when we begin to leave, so that the end of the connection is expected. */
  private leaving = false;
  private left: Promise<void> | undefined;
  private over = false;
  private readonly membership: Membership;
  private readonly sync: LogSync;
  private readonly journal: MemberJournal;
  private readonly roster: Roster;
  /** The connection to the hub; a newcomer passes its first connection to `use()`. */
  readonly hub: GuestConnection;
  private readonly controls: GuestControls;
  private readonly files: GuestFiles;
  private readonly standby: Standby;
  private readonly roleChanges = new Emitter<RoleChange>();
  readonly onDidChangeRole = this.roleChanges.event;
  private readonly frames: HubFrames;
  private readonly changes = new Emitter<void>();
  private readonly ends = new Emitter<NetError | undefined>();
  readonly onDidChange = this.changes.event;
  readonly onDidEnd = this.ends.event;

  constructor(
    private readonly deps: InviteGuestRoomDeps,
    start: InviteGuestStart,
  ) {
    const { archive, clock, log, network, presenceMs } = deps;
    const kept = 'kept' in start ? start : undefined;
    this.membership = new Membership(start);
    this.connection = { kind: kept ? 'reconnecting' : 'waiting' };
    this.journal = new MemberJournal(
      archive,
      clock,
      () => this.changes.fire(),
      kept && { journal: kept.journal, header: kept.kept.header },
    );
    this.roster = new Roster(clock, () => this.changes.fire());
    const { journal, membership, roster } = this;
    const { self } = membership;
    if (kept) roster.begin(self);
    const caughtUp = () => this.finishCatchUp();
    this.sync = new LogSync({ log, journal, clock, self, caughtUp }, kept?.kept);
    const newId = () => network.randomId();
    const ticket = () => membership.ticket(this.sync.position);
    this.files = new GuestFiles({
      ...{ archive, clock, membership, network, ticket, logger: deps.logger },
      journalId: () => journal.id,
      wasIn: () => this.frames.wasIn,
      say: (text, extras) => this.post(text, extras),
    });
    const { transfers: files } = this.files;
    const options = {
      membership,
      journal,
      sync: this.sync,
      roster,
      clock,
      presenceMs,
      newId,
      files,
    };
    this.standby = new Standby({
      ...{ network, membership, journal, roster, sync: this.sync, clock, logger: deps.logger },
      pace: deps.pace ?? 1,
      kept: kept?.kept,
      voter: kept?.voter,
      leaveHub: () => this.leaveBetweenHosts(),
      follow: (host) => {
        membership.prefer(host);
        this.follow();
      },
      onCopied: (entry) => this.frames.note(entry),
    });
    this.standby.onTakeOver((takeOver) => {
      this.release();
      this.roleChanges.fire({ role: 'host', takeOver });
    });
    this.controls = new GuestControls({ ...options, standby: this.standby });
    this.hub = new GuestConnection({
      ...{ network, clock, pace: deps.pace ?? 1 },
      tickets: () => this.tickets(),
    });
    this.hub.onOpen(({ link, ticket }) => {
      this.disconnect();
      membership.setConnected(link.address, ticket);
    });
    this.frames = new HubFrames({
      ...{ membership, journal, roster, log, hub: this.hub, logger: deps.logger },
      ...{ sync: this.sync, files: this.files, controls: this.controls },
      standby: this.standby,
      follow: () => this.follow(),
      isKnown: kept !== undefined,
      onConnection: (state) => this.setConnection(state),
      onChange: () => this.changes.fire(),
      breakOff: (why) => this.breakOff(why),
    });
    this.hub.onFrame((frame) => this.frames.handle(frame));
    this.hub.onEnd((end) => this.handleEnd(end));
    this.hub.onFailure((failure) => this.handleFailure(failure));
    if (!kept) return;
    const unsent = this.files.restore(kept.kept.held.entries);
    for (const name of unsent) this.sync.note({ type: 'file-unsent', name });
  }

  get info(): RoomInfo {
    const { info } = this.membership;
    const storage = info.storage ?? (this.journal.problem && 'own-disk');
    return storage ? { ...info, storage } : info;
  }

  /** The members; while the connection is broken, as last known. */
  get members(): readonly Member[] {
    return this.membership.isNewcomer ? noMembers : this.roster.members;
  }

  /** Whether the log has every entry that the hub had when it let this member in. */
  get isCaughtUp(): boolean {
    return this.sync.isCaughtUp;
  }

  /** The guest's controls; undefined until the guest is admitted. */
  get invited(): InvitedRoom | undefined {
    return this.journal.id === undefined ? undefined : this.controls;
  }

  get onNudge(): Event<string> {
    return this.frames.onNudge;
  }

  get pin(): string {
    return this.membership.pin;
  }

  get firstPin(): string {
    return this.membership.firstPin;
  }

  /**
   * Tries to reconnect now; with an invite to this room, at the invite's addresses as well. An open
   * connection stays until a new one succeeds: it may be dead, but this side can't tell.
   */
  reconnect(invite?: Invite): void {
    if (invite) this.addInvite(invite);
    const { header } = this.membership;
    // A newcomer has no key to reconnect with: it is connecting, or it waits in line.
    if (!header) return;
    this.journal.begin(header);
    if (this.connection.kind === 'reconnecting') this.setConnection({ kind: 'reconnecting' });
    this.hub.retryNow();
  }

  /** Whether an invite with this pin leads here: to its host, its first one, or someone who may have taken over. */
  isHostedAt(pin: string): boolean {
    const { firstPin, membership } = this;
    const isListed = this.sync.successors.some((each) => each.pin === pin);
    return pin === membership.pin || pin === firstPin || isListed;
  }

  /** Tries the addresses of an invite, too. The first host's are those of someone else after a hand-over. */
  private addInvite({ addresses, pin, port }: Invite): void {
    const { membership, sync } = this;
    const successor = sync.successors.find((each) => each.pin === pin);
    if (pin === membership.pin) membership.addInvite({ addresses, port });
    else if (successor && successor.member !== membership.self.id) {
      membership.prefer({ ...successor, addresses, port });
    }
  }

  /** Queues a message and sends it when possible. @throws {MessageError} see {@link LogSync.post} */
  say(text: string, extras: SendOptions = {}): void {
    this.post(text, extras);
  }

  leave(): Promise<void> {
    this.leaving = true;
    this.sync.close();
    this.left ??= this.leaveHub();
    return this.left;
  }

  /** Disconnects without leaving the room, so that the member can come back. */
  async suspend(): Promise<void> {
    if (this.left) await this.left;
    else this.finish(undefined, false);
  }

  /** Returns the id of the request. @throws {MessageError} */
  private post(text: string, extras: SendOptions): string {
    const id = this.deps.network.randomId();
    this.sync.post({ type: 'say', id, text, ...extras });
    return id;
  }

  /** Handles the end of catching up: the log has every entry that the guest missed. */
  private finishCatchUp(): void {
    this.sync.people(this.roster.members);
    this.frames.keepSuccessors();
    this.hub.succeeded();
    if (this.away) this.sync.note({ type: 'back' });
    this.away = false;
    this.changes.fire();
  }

  /** Goes to another member, who hosts the room now. */
  private follow(): void {
    this.disconnect();
    this.hub.drop();
    this.setConnection({ kind: 'reconnecting' });
    this.hub.retryNow();
  }

  /** Takes nothing more from the hub, because another host is being elected; goes on trying to find one. */
  private leaveBetweenHosts(): void {
    this.disconnect();
    this.hub.drop();
    this.setConnection({ kind: 'reconnecting' });
    this.hub.retryLater();
  }

  /** Ends this room, because this window hosts it now. The connection stays until the former host closes it. */
  private release(): void {
    this.over = true;
    this.sync.close();
    this.disconnect();
    this.hub.stop();
    this.standby.dispose();
    this.controls.dispose();
    this.files.dispose();
    this.journal.close(false);
  }

  /** Drops the connection, because the hub broke the protocol, and reconnects. */
  private breakOff(why: string): void {
    this.deps.logger.warn(`the hub broke the protocol: ${why}`);
    this.hub.drop();
    this.handleEnd({ reason: 'local' });
  }

  private handleEnd(end: LinkEnd): void {
    if (this.over) return;
    this.disconnect();
    if (this.leaving) return;
    const error = end.reason === 'lost' ? end.error : undefined;
    if (!this.frames.hasAnswered) {
      const known = error?.code === 'connection-lost' ? undefined : error;
      this.finish(known ?? new NetError('closed-at-once', 'closed before the hub answered'), false);
      return;
    }
    const wasIn = this.connection.kind === 'joined';
    this.retry(error, this.membership.isAtHost);
    if (!wasIn || this.away || this.over) return;
    this.away = true;
    this.sync.note({ type: 'away' });
  }

  /** Handles a failed attempt to reconnect. */
  private handleFailure({ error, last }: FailedReconnect): void {
    // The connection that the attempt should have replaced is still open.
    if (this.hub.current) this.hub.succeeded();
    else if (last) this.finish(error, false);
    // With other members to try, one of them may come back.
    else this.retry(error, this.tickets().length === 1);
  }

  /** @param isFinal whether nobody else could let us in: only the host can end the room for us */
  private retry(error: NetError | undefined, isFinal: boolean): void {
    if (error && isFinal && endsRoom(error.code, this.membership.isNewcomer)) {
      this.finish(error, isOverForGood(error.code));
      return;
    }
    this.setConnection({ kind: 'reconnecting', ...(error && { error: error.code }) });
    this.hub.retryLater();
  }

  /** What to reconnect with, in the order to try. */
  private tickets(): readonly [Ticket, ...Ticket[]] {
    const { membership, sync } = this;
    return membership.tickets(sync.position, sync.successors, this.deps.network.successorKey);
  }

  private async leaveHub(): Promise<void> {
    if (this.over) return;
    this.hub.stop();
    if (this.hub.current) {
      this.sync.flush();
      await this.hub.leave();
    }
    // Its key stays valid: someone who left may come back as the same member.
    this.finish(undefined, false);
  }

  /** Detaches all parts from the current connection. */
  private disconnect(): void {
    this.sync.disconnect();
    this.roster.clearTyping();
    this.controls.disconnect();
    this.standby.disconnect();
  }

  /** Ends the room in this window, once. @param forGood whether the saved key no longer works */
  private finish(error: NetError | undefined, forGood: boolean): void {
    if (this.over) return;
    this.over = true;
    this.sync.close();
    this.disconnect();
    this.controls.dispose();
    this.files.dispose();
    this.standby.dispose();
    this.hub.dispose();
    this.journal.close(forGood);
    const { hasAnswered, removalLogged, wasIn } = this.frames;
    const { name } = this.membership.self;
    const events = endEvents(error, { name, removalLogged, wasIn, leaving: this.leaving });
    // Until the hub has answered, the log belongs to another room.
    if (hasAnswered) for (const event of events) this.sync.note(event);
    this.ends.fire(error);
  }

  private setConnection(state: Connection): void {
    this.connection = state;
    this.changes.fire();
  }
}
