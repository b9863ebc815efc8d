import { cleanFrame, type HubFrame } from '../../protocol/clean-frame';
import type { Invite } from '../../protocol/invite';
import { NetError } from '../../protocol/net-error';
import { type InviteKind, traitsOf } from '../../protocol/room-kinds';
import type { LinkEnd, MemberLink, Network, RoomEntry } from '../../protocol/transport';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import type { Archive, Journal } from '../log/journal';
import type { RestoredGuest } from '../log/restored-guest';
import type { RoomLog } from '../log/room-log';
import type { NewRequest } from '../log/room-request';
import type { Extras, InvitedRoom, Room } from '../room';
import { SayError } from '../say-error';
import type { Connection, Member, RoomInfo } from '../session-state';
import { GuestControls } from './guest-controls';
import { LogSync } from './log-sync';
import { endEvents, endsRoom, isOverForGood } from './member-ends';
import { MemberJournal } from './member-journal';
import { Membership } from './membership';
import { PresenceSender } from './presence-sender';
import { Reconnector } from './reconnector';
import { Renames } from './renames';
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

/** How one comes to be in a room: by an invite, or as the member one was before. */
export type InviteGuestStart =
  | { readonly invite: Invite; readonly person: string }
  | { readonly kept: RestoredGuest; readonly journal: Journal };

/** Notices of the hub about what the host can keep. */
const storageNotices = new Map<string, NonNullable<RoomInfo['storage']>>([
  ['host-storage', 'waiting'],
  ['not-kept', 'not-kept'],
]);

const nobody: readonly Member[] = [];

/** Time for leaving politely, ms. */
const farewellMs = 5000;

/**
 * A room by invite that somebody else hosts. The connection may break at any time: what was said
 * meanwhile is queued, and the guest comes back by itself, with its key and the number of the last
 * entry it holds.
 */
export class InviteGuestRoom implements Room {
  private state: Connection;
  private link: MemberLink | undefined;
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
  /** Whether the room's log has told that we were put out. */
  private toldRemoved = false;
  private storage: RoomInfo['storage'];
  private readonly membership: Membership;
  private readonly sync: LogSync;
  private readonly journal: MemberJournal;
  private readonly roster: Roster;
  private readonly presence: PresenceSender;
  private readonly renames: Renames;
  private readonly reconnector: Reconnector;
  private controls: GuestControls | undefined;
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
    this.state = { kind: kept ? 'reconnecting' : 'waiting' };
    this.journal = new MemberJournal(
      archive,
      clock,
      () => this.changes.fire(),
      kept && { journal: kept.journal, header: kept.kept.header },
    );
    this.roster = new Roster(clock, () => this.changes.fire());
    if (kept) this.roster.begin(this.self);
    this.presence = new PresenceSender(clock, presenceMs);
    this.renames = new Renames(clock, () => network.randomId());
    this.reconnector = new Reconnector(network, clock, {
      ticket: () => this.membership.ticket(this.sync.position),
      connected: (link) => this.use(link),
      failed: (error, last) => this.fail(error, last),
    });
    const { journal, self } = this;
    this.sync = new LogSync(
      { log, journal, clock, self, caughtUp: () => this.settleIn() },
      kept?.kept,
    );
  }

  get info(): RoomInfo {
    const { info } = this.membership;
    const storage = this.storage ?? (this.journal.problem && 'own-disk');
    return storage ? { ...info, storage } : info;
  }

  get connection(): Connection {
    return this.state;
  }

  /** As last known, while the connection is broken. */
  get members(): readonly Member[] {
    return this.membership.isNewcomer ? nobody : this.roster.members;
  }

  /** Only the host knows it. */
  get waiting(): readonly { readonly name: string }[] {
    return [];
  }

  /** From the moment we are let in. */
  get invited(): InvitedRoom | undefined {
    const journalId = this.journal.id;
    if (journalId === undefined) return undefined;
    const { renames, roster, presence } = this;
    this.controls ??= new GuestControls({
      ...{ journalId, renames, roster, presence },
      self: () => this.self,
      historyEnd: () => this.sync.historyEnd,
      link: () => (this.state.kind === 'joined' ? this.link : undefined),
      ask: (request) => this.ask(request),
    });
    return this.controls;
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
    if (this.state.kind === 'reconnecting') this.become({ kind: 'reconnecting' });
    this.reconnector.now();
  }

  /** Goes on over this connection. */
  use(link: MemberLink): void {
    const before = this.link;
    if (before) this.disconnect();
    this.link = link;
    before?.drop();
    this.membership.found(link.address);
    link.onFrame((frame) => {
      if (this.link === link) this.receive(cleanFrame(frame));
    });
    link.onEnd((end) => {
      if (this.link === link) this.lose(end);
    });
    link.start();
  }

  say(text: string, extras: Extras = {}): void {
    this.ask({ type: 'say', text, ...extras });
  }

  leave(): Promise<void> {
    this.going = true;
    this.gone ??= this.goodbye();
    return this.gone;
  }

  async suspend(): Promise<void> {
    if (this.gone) await this.gone;
    else this.finish(undefined, false);
  }

  private get self(): { readonly id: string; readonly name: string } {
    return this.membership.self;
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
    const wished = this.membership.isNewcomer ? this.self.name : undefined;
    const header = this.membership.admit(welcome);
    if (!header) {
      this.breakOff('a welcome without a key');
      return;
    }
    this.hearFirst();
    this.wasIn = true;
    this.journal.begin(header);
    // It is told again where it holds.
    this.storage = undefined;
    this.roster.begin(this.self);
    this.presence.connect((sign) => this.link?.send(sign));
    this.become({ kind: 'joined' });
    const { name } = this.self;
    if (wished !== undefined && name !== wished) this.sync.note({ type: 'named', name, wished });
    this.sync.connect(this.self, welcome, (frame) => this.link?.send(frame));
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

  /** Something holds about the room for a while, or no longer; of what later hubs tell we know nothing. */
  private heed({ code, on }: Extract<HubFrame, { type: 'notice' }>): void {
    const storage = storageNotices.get(code);
    if (!storage || on === (this.storage === storage)) return;
    this.storage = on ? storage : undefined;
    if (storage === 'not-kept') this.sync.note({ type: on ? 'not-kept' : 'kept-again' });
    this.changes.fire();
  }

  /** All that was missed is there. */
  private settleIn(): void {
    this.sync.people(this.roster.members);
    this.reconnector.succeeded();
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
    if (!('member' in entry) || entry.member !== this.self.id) return;
    this.toldRemoved = entry.type === 'removed';
    if (entry.type !== 'renamed') return;
    this.membership.self = { ...this.self, name: entry.name };
    this.renames.granted(entry.name);
  }

  private hearRefusal({ id, code, proposal }: Extract<HubFrame, { type: 'refused' }>): void {
    if (id === undefined) return;
    // Of what nobody asked for nothing is written, however often a hub says it.
    if (this.renames.refused(id, code, proposal) || this.sync.refused(id, code)) {
      this.parts.logger.warn(`the hub refused a request: ${code}`);
    }
  }

  private ask(request: NewRequest): void {
    if (this.going || this.over) throw new SayError('no-room');
    this.sync.post({ ...request, id: this.parts.network.randomId() });
  }

  /** The hub does not keep to the protocol: over another connection it may. */
  private breakOff(why: string): void {
    this.parts.logger.warn(`the hub broke the protocol: ${why}`);
    const { link } = this;
    this.lose({ reason: 'local' });
    link?.drop();
  }

  private lose(end: LinkEnd): void {
    this.link = undefined;
    this.disconnect();
    if (this.going) return;
    const error = end.reason === 'lost' ? end.error : undefined;
    if (!this.heard) {
      const told = error?.code === 'connection-lost' ? undefined : error;
      this.finish(told ?? new NetError('closed-at-once', 'closed before it was heard'), false);
      return;
    }
    const wasIn = this.state.kind === 'joined';
    this.tryAgain(error);
    if (!wasIn || this.away || this.over) return;
    this.away = true;
    this.sync.note({ type: 'away' });
  }

  /** A try to come back failed. */
  private fail(error: NetError, last: boolean): void {
    // The connection that was to be replaced is still there.
    if (this.link) this.reconnector.succeeded();
    else if (last) this.finish(error, false);
    else this.tryAgain(error);
  }

  private tryAgain(error: NetError | undefined): void {
    if (error && endsRoom(error.code, this.membership.isNewcomer)) {
      this.finish(error, isOverForGood(error.code));
      return;
    }
    this.become({ kind: 'reconnecting', ...(error && { error: error.code }) });
    this.reconnector.later();
  }

  private async goodbye(): Promise<void> {
    if (this.over) return;
    this.reconnector.dispose();
    const { link } = this;
    if (link) {
      this.sync.flush();
      const late = this.parts.clock.after(farewellMs, () => link.drop());
      await link.leave();
      late.dispose();
    }
    // Its key stays good: whoever left may come back as the member it was.
    this.finish(undefined, false);
  }

  /** Nothing more is heard or said over this connection. */
  private disconnect(): void {
    this.sync.disconnect();
    this.presence.disconnect();
    this.roster.quiet();
    this.renames.lost();
  }

  /** Ends the room here, once. @param forGood nobody can come back with what is kept */
  private finish(error: NetError | undefined, forGood: boolean): void {
    if (this.over) return;
    this.over = true;
    const { link } = this;
    this.link = undefined;
    this.reconnector.dispose();
    this.disconnect();
    this.presence.dispose();
    link?.drop();
    this.journal.close(forGood);
    const { toldRemoved, wasIn } = this;
    const left = { type: 'closed', why: 'left' } as const;
    const told = error
      ? endEvents(error, { name: this.self.name, toldRemoved, wasIn })
      : this.going
        ? [left]
        : [];
    // Before that another room's log is shown.
    if (this.heard) for (const event of told) this.sync.note(event);
    this.ends.fire(error);
  }

  private become(state: Connection): void {
    this.state = state;
    this.changes.fire();
  }
}
