import type { Invite } from '../../protocol/invite';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import { type InviteKind, traitsOf } from '../../protocol/room-kinds';
import type { HubFrame, Network, RoomEntry } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import type { Archive } from '../log/journal';
import type { RoomLog } from '../log/room-log';
import type { Connection, Extras, InvitedRoom, Member, Room, RoomInfo } from '../room';
import { type FailedReconnect, GuestConnection } from './guest-connection';
import { GuestControls } from './guest-controls';
import { GuestFiles } from './guest-files';
import { LogSync } from './log-sync';
import { MemberJournal } from './member-journal';
import {
  endEvents,
  endsRoom,
  type InviteGuestStart,
  isOverForGood,
  Membership,
} from './membership';
import { Roster } from './roster';

export interface InviteGuestRoomParts {
  readonly network: Network;
  readonly archive: Archive;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly log: RoomLog;
  /** Minimum time between two presence reports, and between two typing reports, in ms. */
  readonly presenceMs: number;
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
  /** Whether the hub has ever answered; otherwise reconnecting is pointless. */
  private hasAnswered: boolean;
  /** Whether the log's last word on the connection is that it broke. */
  private away = false;
  /** Set when we begin to leave, so that the end of the connection is expected. */
  private leaving = false;
  private left: Promise<void> | undefined;
  private over = false;
  /** Whether the hub has admitted us since this object was created. */
  private wasIn = false;
  /** Whether the room's log has an entry that says we were removed. */
  private removalLogged = false;
  private readonly membership: Membership;
  private readonly sync: LogSync;
  private readonly journal: MemberJournal;
  private readonly roster: Roster;
  /** The connection to the hub; a newcomer passes its first connection to `use()`. */
  readonly hub: GuestConnection;
  private readonly controls: GuestControls;
  private readonly files: GuestFiles;
  private readonly nudges = new Emitter<string>();
  readonly onNudge = this.nudges.event;
  private readonly changes = new Emitter<void>();
  private readonly ends = new Emitter<NetError | undefined>();
  readonly onDidChange = this.changes.event;
  readonly onDidEnd = this.ends.event;

  constructor(
    private readonly parts: InviteGuestRoomParts,
    start: InviteGuestStart,
  ) {
    const { archive, clock, log, network, presenceMs } = parts;
    const kept = 'kept' in start ? start : undefined;
    this.membership = new Membership(start);
    this.hasAnswered = kept !== undefined;
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
      ...{ archive, clock, membership, network, ticket, logger: parts.logger },
      journalId: () => journal.id,
      wasIn: () => this.wasIn,
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
    this.controls = new GuestControls(options);
    this.hub = new GuestConnection({ network, clock, ticket });
    this.hub.onOpen(({ address }) => {
      this.disconnect();
      membership.setAddress(address);
    });
    this.hub.onFrame((frame) => this.receive(frame));
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

  /** The guest's controls; undefined until the guest is admitted. */
  get invited(): InvitedRoom | undefined {
    return this.journal.id === undefined ? undefined : this.controls;
  }

  get pin(): string {
    return this.membership.pin;
  }

  /**
   * Tries to reconnect now; with an invite to this room, at the invite's addresses as well. An open
   * connection stays until a new one succeeds: it may be dead, but this side can't tell.
   */
  reconnect(invite?: Invite): void {
    if (invite) this.membership.addInvite(invite);
    const { header } = this.membership;
    // A newcomer has no key to reconnect with: it is connecting, or it waits in line.
    if (!header) return;
    this.journal.begin(header);
    if (this.connection.kind === 'reconnecting') this.setConnection({ kind: 'reconnecting' });
    this.hub.retryNow();
  }

  /** Queues a message and sends it when possible. @throws {SayError} see {@link LogSync.post} */
  say(text: string, extras: Extras = {}): void {
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

  /** Returns the id of the request. @throws {SayError} */
  private post(text: string, extras: Extras): string {
    const id = this.parts.network.randomId();
    this.sync.post({ type: 'say', id, text, ...extras });
    return id;
  }

  private receive(frame: HubFrame): void {
    switch (frame.type) {
      case 'waiting':
        this.startLog();
        this.setConnection({ kind: 'waiting', position: frame.position });
        break;
      case 'welcome':
        this.handleWelcome(frame);
        break;
      case 'people':
        this.roster.add(frame.members);
        if (this.sync.isCaughtUp) this.sync.people(this.roster.members);
        break;
      case 'epoch':
        this.sync.begin(frame);
        break;
      case 'gap':
        if (!this.sync.skip(frame)) this.breakOff(`a gap from ${frame.from}`);
        break;
      case 'receipts':
        this.sync.receipts(frame.marks);
        break;
      case 'room':
        this.changeKind(frame.kind);
        break;
      case 'notice':
        this.handleNotice(frame);
        break;
      case 'presence':
        this.roster.setStatus(frame.member, { presence: frame.presence, place: frame.place });
        break;
      case 'typing':
        this.roster.setTyping(frame.member);
        break;
      case 'gone':
        this.files.lost(frame.files);
        break;
      case 'nudge':
        this.nudges.fire(frame.member);
        break;
      case 'nudged':
        this.controls.nudged(frame.id);
        break;
      case 'refused':
        this.handleRefusal(frame);
        break;
      default:
        this.handleEntry(frame);
    }
  }

  /** Starts an empty log at the hub's first answer. A newcomer who is turned away keeps the log shown before. */
  private startLog(): void {
    if (!this.hasAnswered) this.parts.log.reset([]);
    this.hasAnswered = true;
  }

  private handleWelcome(welcome: Extract<HubFrame, { type: 'welcome' }>): void {
    const wished = this.membership.isNewcomer ? this.membership.self.name : undefined;
    const header = this.membership.admit(welcome);
    const link = this.hub.current;
    if (!header || !link) {
      this.breakOff('a welcome without a key');
      return;
    }
    this.startLog();
    this.wasIn = true;
    this.journal.begin(header);
    this.roster.begin(this.membership.self);
    this.controls.connect((frame) => link.send(frame));
    this.setConnection({ kind: 'joined' });
    const { name } = this.membership.self;
    if (wished !== undefined && name !== wished) this.sync.note({ type: 'named', name, wished });
    this.sync.connect(this.membership.self, welcome, (frame) => link.send(frame));
    this.files.welcomed();
  }

  private changeKind(kind: InviteKind): void {
    const { kind: before } = this.info;
    if (kind === before) return;
    this.membership.setKind(kind);
    const { header } = this.membership;
    if (header) this.journal.begin(header);
    if (kind === traitsOf(before).growsTo) this.sync.note({ type: 'grown' });
    this.changes.fire();
  }

  private handleNotice(notice: Extract<HubFrame, { type: 'notice' }>): void {
    const storage = this.membership.update(notice);
    if (!storage) return;
    if (storage === 'not-kept') this.sync.note({ type: notice.on ? 'not-kept' : 'kept-again' });
    this.changes.fire();
  }

  /** Handles the end of catching up: the log has every entry that the guest missed. */
  private finishCatchUp(): void {
    this.sync.people(this.roster.members);
    this.hub.succeeded();
    if (this.away) this.sync.note({ type: 'back' });
    this.away = false;
  }

  private handleEntry(entry: RoomEntry): void {
    const isNext = entry.seq === this.sync.last + 1;
    if (!this.sync.take(entry)) {
      this.breakOff(`entry ${entry.seq} after ${this.sync.last}`);
      return;
    }
    if (!isNext) return;
    this.files.apply(entry, this.sync.isNews(entry.seq));
    if (this.sync.isNews(entry.seq)) this.roster.apply(entry);
    if (!('member' in entry) || entry.member !== this.membership.self.id) return;
    this.removalLogged = entry.type === 'removed';
    if (entry.type !== 'renamed') return;
    this.membership.self = { ...this.membership.self, name: entry.name };
    this.controls.renamed(entry.name);
  }

  private handleRefusal({ id, code, proposal }: Extract<HubFrame, { type: 'refused' }>): void {
    if (id === undefined) return;
    // Log only refusals of our own requests, so that a hub can't flood the log.
    this.files.transfers.refused(id);
    if (this.controls.refused(id, code, proposal) || this.sync.refused(id, code)) {
      this.parts.logger.warn(`the hub refused a request: ${code}`);
    }
  }

  /** Drops the connection, because the hub broke the protocol, and reconnects. */
  private breakOff(why: string): void {
    this.parts.logger.warn(`the hub broke the protocol: ${why}`);
    this.hub.drop();
    this.handleEnd({ reason: 'local' });
  }

  private handleEnd(end: LinkEnd): void {
    this.disconnect();
    if (this.leaving) return;
    const error = end.reason === 'lost' ? end.error : undefined;
    if (!this.hasAnswered) {
      const known = error?.code === 'connection-lost' ? undefined : error;
      this.finish(known ?? new NetError('closed-at-once', 'closed before the hub answered'), false);
      return;
    }
    const wasIn = this.connection.kind === 'joined';
    this.retry(error);
    if (!wasIn || this.away || this.over) return;
    this.away = true;
    this.sync.note({ type: 'away' });
  }

  /** Handles a failed attempt to reconnect. */
  private handleFailure({ error, last }: FailedReconnect): void {
    // The connection that the attempt should have replaced is still open.
    if (this.hub.current) this.hub.succeeded();
    else if (last) this.finish(error, false);
    else this.retry(error);
  }

  private retry(error: NetError | undefined): void {
    if (error && endsRoom(error.code, this.membership.isNewcomer)) {
      this.finish(error, isOverForGood(error.code));
      return;
    }
    this.setConnection({ kind: 'reconnecting', ...(error && { error: error.code }) });
    this.hub.retryLater();
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
  }

  /** Ends the room in this window, once. @param forGood whether the saved key no longer works */
  private finish(error: NetError | undefined, forGood: boolean): void {
    if (this.over) return;
    this.over = true;
    this.sync.close();
    this.disconnect();
    this.controls.dispose();
    this.files.dispose();
    this.hub.dispose();
    this.journal.close(forGood);
    const { removalLogged, wasIn } = this;
    const { name } = this.membership.self;
    const events = endEvents(error, { name, removalLogged, wasIn, leaving: this.leaving });
    // Until the hub has answered, the log belongs to another room.
    if (this.hasAnswered) for (const event of events) this.sync.note(event);
    this.ends.fire(error);
  }

  private setConnection(state: Connection): void {
    this.connection = state;
    this.changes.fire();
  }
}
