import type { HubFrame } from '../../protocol/member-link';
import type { RoomEntry } from '../../protocol/room-entry';
import { hasHelpers, type InviteKind, traitsOf } from '../../protocol/room-kinds';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import { earliest } from '../log/epochs';
import type { RoomLog } from '../log/room-log';
import type { Connection } from '../room';
import type { GuestClass } from './guest-class';
import type { GuestConnection } from './guest-connection';
import type { GuestControls } from './guest-controls';
import type { GuestFiles } from './guest-files';
import type { LogSync } from './log-sync';
import type { MemberJournal } from './member-journal';
import type { Membership } from './membership';
import type { Roster } from './roster';
import type { Standby } from './standby';

export interface HubFramesDeps {
  readonly membership: Membership;
  readonly journal: MemberJournal;
  readonly roster: Roster;
  readonly log: RoomLog;
  readonly sync: LogSync;
  readonly files: GuestFiles;
  readonly controls: GuestControls;
  readonly classroom: GuestClass;
  readonly standby: Standby;
  readonly hub: Pick<GuestConnection, 'current'>;
  readonly logger: Logger;
  /** Whether the guest was admitted by the hub before, so that the log is this room's. */
  readonly isKnown: boolean;
  /** Called when the guest waits in line, and when it is admitted. */
  readonly onConnection: (state: Connection) => void;
  /** Called when something else about the room changes. */
  readonly onChange: () => void;
  /** Goes to another member, who hosts the room now. */
  readonly follow: () => void;
  /** Drops the connection, because the hub broke the protocol. */
  readonly breakOff: (why: string) => void;
}

/** Handles what the hub sends to a guest. */
export class HubFrames {
  /** Whether the hub has ever answered; otherwise reconnecting is pointless. */
  hasAnswered: boolean;
  /** Whether the hub has admitted us since this object was created. */
  wasIn = false;
  /** Whether the room's log has an entry that says we were removed. */
  removalLogged = false;
  private readonly nudges = new Emitter<string>();
  readonly onNudge = this.nudges.event;

  constructor(private readonly deps: HubFramesDeps) {
    this.hasAnswered = deps.isKnown;
  }

  handle(frame: HubFrame): void {
    const { breakOff, classroom, controls, files } = this.deps;
    const { onConnection, roster, standby, sync } = this.deps;
    switch (frame.type) {
      case 'waiting':
        this.startLog();
        onConnection({
          ...{ kind: 'waiting', position: frame.position },
          ...(frame.approval !== undefined && { approval: frame.approval }),
        });
        break;
      case 'welcome':
        this.handleWelcome(frame);
        break;
      case 'people':
        roster.add(frame.members);
        if (sync.isCaughtUp) sync.people(roster.members);
        break;
      case 'epoch':
        if (sync.isConnected) sync.begin(frame);
        else breakOff('an epoch before a welcome');
        break;
      case 'gap':
        if (!sync.isConnected || !sync.skip(frame)) breakOff(`a gap from ${frame.from}`);
        break;
      case 'receipts':
        sync.receipts(frame.marks);
        break;
      case 'room':
        this.changeKind(frame.kind);
        break;
      case 'notice':
        this.handleNotice(frame);
        break;
      case 'presence':
        roster.setStatus(frame.member, { presence: frame.presence, place: frame.place });
        break;
      case 'typing':
        roster.setTyping(frame.member);
        break;
      case 'gone':
        files.lost(frame.files);
        break;
      case 'nudge':
        this.nudges.fire(frame.member);
        break;
      case 'nudged':
        controls.nudged(frame.id);
        break;
      case 'keys':
        standby.addKeys(frame);
        break;
      case 'moved':
        this.handleMove(frame);
        break;
      case 'refused':
        this.handleRefusal(frame);
        break;
      case 'rules':
      case 'standing':
      case 'queue':
      case 'told':
      case 'handled':
        classroom.handle(frame);
        break;
      default:
        this.handleEntry(frame);
    }
  }

  /** Starts an empty log at the hub's first answer. A newcomer who is turned away keeps the log shown before. */
  private startLog(): void {
    if (!this.hasAnswered) this.deps.log.reset([]);
    this.hasAnswered = true;
  }

  private handleWelcome(welcome: Extract<HubFrame, { type: 'welcome' }>): void {
    const { breakOff, classroom, controls, files, hub, journal, membership } = this.deps;
    const { onConnection, roster, standby, sync } = this.deps;
    const { term } = welcome.epoch ?? earliest;
    // A host of an earlier term: what it numbers isn't the room's any more.
    if (!standby.accepts(term)) {
      breakOff(`a welcome of term ${term}`);
      return;
    }
    const wished = membership.isNewcomer ? membership.self.name : undefined;
    const header = membership.admit(welcome);
    const link = hub.current;
    if (!header || !link) {
      breakOff('a welcome without a key');
      return;
    }
    this.startLog();
    this.wasIn = true;
    journal.begin(header);
    roster.begin(membership.self);
    controls.connect((frame) => link.send(frame));
    onConnection({ kind: 'joined' });
    const { name } = membership.self;
    if (wished !== undefined && name !== wished) sync.addEvent({ type: 'named', name, wished });
    sync.connect(membership.self, welcome, (frame) => link.send(frame));
    standby.connect(link, term);
    if (hasHelpers(membership.info.kind)) classroom.connect((frame) => link.send(frame), term);
    files.welcomed();
  }

  private changeKind(kind: InviteKind): void {
    const { journal, membership, onChange, sync } = this.deps;
    const { kind: before } = membership.info;
    if (kind === before) return;
    membership.setKind(kind);
    const { header } = membership;
    if (header) journal.begin(header);
    if (kind === traitsOf(before).growsTo) sync.addEvent({ type: 'grown' });
    onChange();
  }

  /**
   * Only the room's host can hand it over, and only onwards. It may be to someone whom our log doesn't list: we may
   * still be catching up, and the host closes now.
   */
  private handleMove({ term, ...at }: Extract<HubFrame, { type: 'moved' }>): void {
    const { follow, membership, sync } = this.deps;
    const listed = sync.held.successors.find(({ pin }) => pin === at.pin);
    const isOwn = at.pin === membership.pin || listed?.member === membership.self.id;
    if (!membership.isAtHost || isOwn || term <= sync.held.term) return;
    const { pin, addresses, port } = at;
    membership.prefer({ member: listed?.member ?? '', pin, addresses, port });
    follow();
  }

  private handleNotice(notice: Extract<HubFrame, { type: 'notice' }>): void {
    const { membership, onChange, sync } = this.deps;
    const storage = membership.update(notice);
    if (!storage) return;
    if (storage === 'not-kept') sync.addEvent({ type: notice.on ? 'not-kept' : 'kept-again' });
    onChange();
  }

  private handleEntry(entry: RoomEntry): void {
    const { breakOff, standby, sync } = this.deps;
    const isNext = entry.seq === sync.last + 1;
    if (!sync.isConnected || !sync.applyEntry(entry)) {
      breakOff(`entry ${entry.seq} after ${sync.last}`);
      return;
    }
    if (!isNext) return;
    this.apply(entry);
    standby.numbered(entry);
  }

  /** Applies an entry that was appended to the log, by the hub or from another voter's log. */
  apply(entry: RoomEntry): void {
    const { controls, files, membership, onChange, roster, sync } = this.deps;
    if (entry.type === 'successors' && sync.isCaughtUp) {
      this.storeSuccessors();
      onChange();
    }
    files.apply(entry, sync.isNews(entry.seq));
    if (sync.isNews(entry.seq)) roster.apply(entry);
    if (!('member' in entry) || entry.member !== membership.self.id) return;
    this.removalLogged = entry.type === 'removed';
    if (entry.type !== 'renamed') return;
    membership.self = { ...membership.self, name: entry.name };
    controls.renamed(entry.name);
  }

  /** Stores who may host the room: their invites lead back to it, in any window. */
  storeSuccessors(): void {
    const { journal, membership, sync } = this.deps;
    membership.setSuccessors(sync.held.successors);
    const { header } = membership;
    if (header) journal.begin(header);
  }

  private handleRefusal({ id, code, proposal }: Extract<HubFrame, { type: 'refused' }>): void {
    const { classroom, controls, files, logger, sync } = this.deps;
    if (id === undefined) return;
    // Log only refusals of our own requests, so that a hub can't flood the log.
    files.transfers.refused(id);
    const isOther = controls.refused(id, code, proposal) || classroom.refused(id, code);
    if (isOther || sync.refused(id, code)) {
      logger.warn(`the hub refused a request: ${code}`);
    }
  }
}
