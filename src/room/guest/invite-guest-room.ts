import type { Invite } from '../../protocol/invite';
import { NetError } from '../../protocol/net-error';
import { type InviteKind, traitsOf } from '../../protocol/room-kinds';
import type { HubFrame, LinkEnd, Network, RoomEntry } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import type { Archive } from '../log/journal';
import type { RoomLog } from '../log/room-log';
import type { Connection, Extras, InvitedRoom, Member, Room, RoomInfo } from '../room';
import { type FailedAttempt, GuestConnection } from './guest-connection';
import { GuestControls } from './guest-controls';
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
  /** Between two signs of presence, and of typing, ms. */
  readonly presenceMs: number;
}

const nobody: readonly Member[] = [];

/**
 * A room by invite that somebody else hosts. The connection may break at any time: what was said
 * meanwhile is queued, and the guest comes back by itself, with its key and the number of the last
 * entry it holds.
 */
export class InviteGuestRoom implements Room {
  connection: Connection;
  /** Only the host knows it. */
  readonly waiting = [];
  /** Whether the hub has answered at all: only then it is worth coming back. */
  private heard: boolean;
  /** Whether the log says that the connection broke. */
  private away = false;
  /** Set as soon as we begin to leave; whatever ends the connection then is our doing. */
  private going = false;
  private gone: Promise<void> | undefined;
  private over = false;
  /** Whether the hub has let us in since this window is in the room. */
  private wasIn = false;
  /** Whether the room's log has told that we were removed. */
  private toldRemoved = false;
  private readonly membership: Membership;
  private readonly sync: LogSync;
  private readonly journal: MemberJournal;
  private readonly roster: Roster;
  /** The connection to the hub; a newcomer's is the first that it uses. */
  readonly hub: GuestConnection;
  private readonly controls: GuestControls;
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
    this.heard = kept !== undefined;
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
    const caughtUp = () => this.settleIn();
    this.sync = new LogSync({ log, journal, clock, self, caughtUp }, kept?.kept);
    const newId = () => network.randomId();
    const options = { membership, journal, sync: this.sync, roster, clock, presenceMs, newId };
    this.controls = new GuestControls(options);
    const ticket = () => membership.ticket(this.sync.position);
    this.hub = new GuestConnection({ network, clock, ticket });
    this.hub.onOpen(({ address }) => {
      this.disconnect();
      membership.found(address);
    });
    this.hub.onFrame((frame) => this.receive(frame));
    this.hub.onEnd((end) => this.lose(end));
    this.hub.onFailure((failure) => this.fail(failure));
  }

  get info(): RoomInfo {
    const { info } = this.membership;
    const storage = info.storage ?? (this.journal.problem && 'own-disk');
    return storage ? { ...info, storage } : info;
  }

  /** As last known, while the connection is broken. */
  get members(): readonly Member[] {
    return this.membership.isNewcomer ? nobody : this.roster.members;
  }

  /** From the moment we are let in. */
  get invited(): InvitedRoom | undefined {
    return this.journal.id === undefined ? undefined : this.controls;
  }

  get pin(): string {
    return this.membership.pin;
  }

  /**
   * Tries to come back at once, also where an invite to this room says that its host is. A connection
   * that still stands is replaced only by one that comes about: it may be dead without a sign.
   */
  reconnect(invite?: Invite): void {
    if (invite) this.membership.learn(invite);
    const { header } = this.membership;
    // Whoever has no key yet has a place in the line, or is about to get one.
    if (!header) return;
    this.journal.begin(header);
    if (this.connection.kind === 'reconnecting') this.become({ kind: 'reconnecting' });
    this.hub.retryNow();
  }

  say(text: string, extras: Extras = {}): void {
    const id = this.parts.network.randomId();
    this.sync.post({ type: 'say', id, text, ...extras });
  }

  leave(): Promise<void> {
    this.going = true;
    this.sync.close();
    this.gone ??= this.goodbye();
    return this.gone;
  }

  async suspend(): Promise<void> {
    if (this.gone) await this.gone;
    else this.finish(undefined, false);
  }

  private receive(frame: HubFrame): void {
    switch (frame.type) {
      case 'waiting':
        this.hearFirst();
        this.become({ kind: 'waiting', position: frame.position });
        break;
      case 'welcome':
        this.enter(frame);
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
        this.change(frame.kind);
        break;
      case 'notice':
        this.heed(frame);
        break;
      case 'presence':
        this.roster.setPresence(frame.member, frame.presence);
        break;
      case 'typing':
        this.roster.setTyping(frame.member);
        break;
      case 'refused':
        this.hearRefusal(frame);
        break;
      default:
        this.take(frame);
    }
  }

  /** A newcomer who gets in, or in line, begins a log; one who is turned away leaves what was shown. */
  private hearFirst(): void {
    if (!this.heard) this.parts.log.reset([]);
    this.heard = true;
  }

  private enter(welcome: Extract<HubFrame, { type: 'welcome' }>): void {
    const wished = this.membership.isNewcomer ? this.membership.self.name : undefined;
    const header = this.membership.admit(welcome);
    if (!header) {
      this.breakOff('a welcome without a key');
      return;
    }
    this.hearFirst();
    this.wasIn = true;
    this.journal.begin(header);
    this.roster.begin(this.membership.self);
    this.controls.connect((frame) => this.hub.send(frame));
    this.become({ kind: 'joined' });
    const { name } = this.membership.self;
    if (wished !== undefined && name !== wished) this.sync.note({ type: 'named', name, wished });
    this.sync.connect(this.membership.self, welcome, (frame) => this.hub.send(frame));
  }

  private change(kind: InviteKind): void {
    const { kind: before } = this.info;
    if (kind === before) return;
    this.membership.become(kind);
    const { header } = this.membership;
    if (header) this.journal.begin(header);
    if (kind === traitsOf(before).growsTo) this.sync.note({ type: 'grown' });
    this.changes.fire();
  }

  private heed(notice: Extract<HubFrame, { type: 'notice' }>): void {
    const storage = this.membership.heed(notice);
    if (!storage) return;
    if (storage === 'not-kept') this.sync.note({ type: notice.on ? 'not-kept' : 'kept-again' });
    this.changes.fire();
  }

  /** All that was missed is there. */
  private settleIn(): void {
    this.sync.people(this.roster.members);
    this.hub.succeeded();
    if (this.away) this.sync.note({ type: 'back' });
    this.away = false;
  }

  private take(entry: RoomEntry): void {
    const isNext = entry.seq === this.sync.last + 1;
    if (!this.sync.take(entry)) {
      this.breakOff(`entry ${entry.seq} after ${this.sync.last}`);
      return;
    }
    if (!isNext) return;
    if (this.sync.isNews(entry.seq)) this.roster.apply(entry);
    if (!('member' in entry) || entry.member !== this.membership.self.id) return;
    this.toldRemoved = entry.type === 'removed';
    if (entry.type !== 'renamed') return;
    this.membership.self = { ...this.membership.self, name: entry.name };
    this.controls.renamed(entry.name);
  }

  private hearRefusal({ id, code, proposal }: Extract<HubFrame, { type: 'refused' }>): void {
    if (id === undefined) return;
    // Of what nobody asked for nothing is written, however often a hub says it.
    if (this.controls.refused(id, code, proposal) || this.sync.refused(id, code)) {
      this.parts.logger.warn(`the hub refused a request: ${code}`);
    }
  }

  /** The hub does not keep to the protocol: over another connection it may. */
  private breakOff(why: string): void {
    this.parts.logger.warn(`the hub broke the protocol: ${why}`);
    this.hub.drop();
    this.lose({ reason: 'local' });
  }

  private lose(end: LinkEnd): void {
    this.disconnect();
    if (this.going) return;
    const error = end.reason === 'lost' ? end.error : undefined;
    if (!this.heard) {
      const told = error?.code === 'connection-lost' ? undefined : error;
      this.finish(told ?? new NetError('closed-at-once', 'closed before it was heard'), false);
      return;
    }
    const wasIn = this.connection.kind === 'joined';
    this.tryAgain(error);
    if (!wasIn || this.away || this.over) return;
    this.away = true;
    this.sync.note({ type: 'away' });
  }

  /** A try to come back failed. */
  private fail({ error, last }: FailedAttempt): void {
    // The connection that was to be replaced is still there.
    if (this.hub.isOpen) this.hub.succeeded();
    else if (last) this.finish(error, false);
    else this.tryAgain(error);
  }

  private tryAgain(error: NetError | undefined): void {
    if (error && endsRoom(error.code, this.membership.isNewcomer)) {
      this.finish(error, isOverForGood(error.code));
      return;
    }
    this.become({ kind: 'reconnecting', ...(error && { error: error.code }) });
    this.hub.retryLater();
  }

  private async goodbye(): Promise<void> {
    if (this.over) return;
    this.hub.stop();
    if (this.hub.isOpen) {
      this.sync.flush();
      await this.hub.leave();
    }
    // Its key stays good: whoever left may come back as the member it was.
    this.finish(undefined, false);
  }

  /** Nothing more is heard or said over this connection. */
  private disconnect(): void {
    this.sync.disconnect();
    this.roster.quiet();
    this.controls.disconnect();
  }

  /** Ends the room here, once. @param forGood nobody can come back with what is kept */
  private finish(error: NetError | undefined, forGood: boolean): void {
    if (this.over) return;
    this.over = true;
    this.sync.close();
    this.disconnect();
    this.controls.dispose();
    this.hub.dispose();
    this.journal.close(forGood);
    const { toldRemoved, wasIn } = this;
    const { name } = this.membership.self;
    const events = endEvents(error, { name, toldRemoved, wasIn, going: this.going });
    // Before that another room's log is shown.
    if (this.heard) for (const event of events) this.sync.note(event);
    this.ends.fire(error);
  }

  private become(state: Connection): void {
    this.connection = state;
    this.changes.fire();
  }
}
