import type { Invite } from '../../protocol/invite';
import type { Ticket } from '../../protocol/member-link';
import type { NetError } from '../../protocol/net-error';
import type { Network } from '../../protocol/network';
import type { Clock } from '../../util/clock';
import { Emitter, type Event } from '../../util/event';
import type { Logger } from '../../util/logger';
import type { Archive } from '../log/journal';
import type { RoomLog } from '../log/room-log';
import { MessageError } from '../message-error';
import type { RoleChange } from '../role-change';
import type { Connection, InvitedRoom, Member, Room, RoomInfo, SendOptions } from '../room';
import type { WideGuest } from '../wide/wide-guest';
import { GuestClass } from './guest-class';
import { GuestConnection } from './guest-connection';
import { GuestControls } from './guest-controls';
import { GuestFiles } from './guest-files';
import { HubFrames } from './hub-frames';
import { LogSync } from './log-sync';
import { MemberJournal } from './member-journal';
import { type InviteGuestStart, Membership } from './membership';
import { Reconnection } from './reconnection';
import { endEvents } from './room-end';
import { Roster } from './roster';
import { Standby } from './standby';
import { wideGuestOf } from './wide-membership';

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
  /** Always empty, because only the host knows the waiting line. */
  readonly waiting = [];
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
  private readonly reconnection: Reconnection;
  private readonly controls: GuestControls;
  private readonly classroom: GuestClass;
  private readonly files: GuestFiles;
  private readonly standby: Standby;
  /** Only in a wide room. */
  private readonly wide: WideGuest | undefined;
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
    const before = 'restored' in start ? start : undefined;
    const onChange = () => this.changes.fire();
    this.membership = new Membership(start);
    this.journal = new MemberJournal(
      archive,
      clock,
      onChange,
      before && { journal: before.journal, header: before.restored.header },
    );
    this.roster = new Roster(clock, onChange);
    const { journal, membership, roster } = this;
    const { self } = membership;
    if (before) roster.begin(self);
    const caughtUp = () => this.finishCatchUp();
    this.sync = new LogSync({ log, journal, clock, self, caughtUp }, before?.restored);
    const wide = wideGuestOf(start, { clock, journal, membership, network, onChange });
    this.wide = wide;
    const newId = () => network.randomId();
    const ticket = () => membership.ticket(this.sync.held.position);
    this.files = new GuestFiles({
      ...{ archive, clock, membership, network, ticket, logger: deps.logger },
      route: wide?.files,
      journalId: () => journal.id,
      wasIn: () => this.frames.wasIn,
      say: (text, extras) => this.post(text, extras),
    });
    this.standby = new Standby({
      ...{ network, membership, journal, roster, sync: this.sync, clock, logger: deps.logger },
      pace: deps.pace ?? 1,
      restored: before?.restored,
      voter: before?.voter,
      leaveHub: () => this.reconnection.leaveBetweenHosts(),
      follow: (host) => {
        membership.prefer(host);
        this.reconnection.follow();
      },
      onCopied: (entry) => this.frames.apply(entry),
    });
    this.standby.onTakeOver((takeOver) => {
      this.release();
      this.roleChanges.fire({ role: 'host', takeOver });
    });
    const onRefused = (code: string) => this.sync.addEvent({ type: 'refused', code });
    const classDeps = { membership, journal, clock, newId, onRefused };
    this.classroom = new GuestClass(classDeps, before?.restored.classroom);
    this.controls = new GuestControls({
      ...{ membership, journal, sync: this.sync, roster, clock, presenceMs, newId },
      ...{ standby: this.standby, classroom: this.classroom, files: this.files.transfers, wide },
    });
    this.hub = new GuestConnection({
      ...{ clock, pace: deps.pace ?? 1 },
      network: {
        retryTimer: () => network.retryTimer(),
        connectByInvite: (ticket, signal) =>
          wide ? wide.connect(ticket, signal) : network.connectByInvite(ticket, signal),
      },
      tickets: () => this.tickets(),
    });
    this.hub.onOpen(({ link, ticket }) => {
      this.disconnect();
      membership.setConnected(link.address, ticket);
    });
    this.frames = new HubFrames({
      ...{ membership, journal, roster, log, hub: this.hub, logger: deps.logger },
      ...{ sync: this.sync, files: this.files, controls: this.controls },
      ...{ standby: this.standby, classroom: this.classroom },
      follow: () => this.reconnection.follow(),
      isKnown: before !== undefined,
      onConnection: (state) => {
        this.reconnection.connection = state;
      },
      onChange,
      breakOff: (why) => this.reconnection.breakOff(why),
    });
    this.hub.onFrame((frame) => this.frames.handle(frame));
    this.reconnection = new Reconnection(
      {
        ...{ hub: this.hub, membership, sync: this.sync, logger: deps.logger },
        hasAnswered: () => this.frames.hasAnswered,
        hasOnlyHub: () => this.tickets().length === 1,
        phase: () => this.phase,
        disconnect: () => this.disconnect(),
        finish: (error, forGood) => this.finish(error, forGood),
        onChange,
      },
      { kind: before ? 'reconnecting' : 'waiting' },
    );
    if (!before) return;
    const unsent = this.files.restore(before.restored.held.entries);
    for (const name of unsent) this.sync.addEvent({ type: 'file-unsent', name });
  }

  get connection(): Connection {
    return this.reconnection.connection;
  }

  get info(): RoomInfo {
    const { info } = this.membership;
    const storage = info.storage ?? (this.journal.problem && 'own-disk');
    const { control, locked, raised = [] } = this.wide ?? {};
    return {
      ...info,
      ...(storage && { storage }),
      ...(locked && { locked }),
      ...(raised.length > 0 && { alarms: raised }),
      ...(control && { moderates: true }),
    };
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
    this.reconnection.retryNow();
  }

  /** Whether an invite with this pin leads here: to its host, its first one, or someone who may have taken over. */
  isHostedAt(pin: string): boolean {
    const { firstPin, membership } = this;
    const isListed = this.sync.held.successors.some((each) => each.pin === pin);
    return pin === membership.pin || pin === firstPin || isListed;
  }

  /** Tries the addresses of an invite, too. The first host's are those of someone else after a hand-over. */
  private addInvite({ addresses, pin, port }: Invite): void {
    const { membership, sync } = this;
    const successor = sync.held.successors.find((each) => each.pin === pin);
    if (pin === membership.pin) membership.addInvite({ addresses, port });
    else if (successor && successor.member !== membership.self.id) {
      membership.prefer({ ...successor, addresses, port });
    }
  }

  /**
   * Queues a message and sends it when possible; privately, if only helpers get it now.
   * @throws {MessageError} see {@link LogSync.post}
   */
  say(text: string, extras: SendOptions = {}): void {
    const { isHelper, rules } = this.classroom;
    const isPrivate = rules.speaking === 'questions' && !isHelper;
    if (!isPrivate) this.post(text, extras);
    else if (!this.classroom.tell(text, { card: extras.card }))
      throw new MessageError('queue-full');
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
    this.frames.storeSuccessors();
    this.reconnection.succeeded();
    this.changes.fire();
  }

  /** Ends this room, because this window hosts it now. The connection stays until the former host closes it. */
  private release(): void {
    this.end();
    this.hub.stop();
    this.journal.close(false);
  }

  /** What to reconnect with, in the order to try. */
  private tickets(): readonly [Ticket, ...Ticket[]] {
    const { membership, sync } = this;
    const { position, successors } = sync.held;
    return membership.tickets(position, successors, this.deps.network.successorKey);
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
    this.classroom.disconnect();
    this.standby.disconnect();
  }

  /** Ends the room in this window, once. @param forGood whether the saved key no longer works */
  private finish(error: NetError | undefined, forGood: boolean): void {
    if (this.over) return;
    this.end();
    this.hub.dispose();
    const { leaving, wide } = this;
    wide?.dispose();
    this.journal.close(forGood);
    const { hasAnswered, removalLogged, wasIn } = this.frames;
    const { name } = this.membership.self;
    const events = endEvents(error, { name, removalLogged, wasIn, leaving, onServer: !!wide });
    // Until the hub has answered, the log belongs to another room.
    if (hasAnswered) for (const event of events) this.sync.addEvent(event);
    this.ends.fire(error);
  }

  /** Stops all parts but the connection, the wide room and the journal. */
  private end(): void {
    this.over = true;
    this.sync.close();
    this.disconnect();
    this.controls.dispose();
    this.classroom.dispose();
    this.files.dispose();
    this.standby.dispose();
  }

  private get phase(): 'open' | 'leaving' | 'over' {
    if (this.over) return 'over';
    return this.leaving ? 'leaving' : 'open';
  }
}
