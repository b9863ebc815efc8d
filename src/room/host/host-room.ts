import type { Arrival, Vacancy } from '../../protocol/arrival';
import type { CloseReason, GuestLink } from '../../protocol/guest-link';
import { namedWire } from '../../protocol/lab-endpoint';
import type { LabEncoding } from '../../protocol/lab-link';
import { normalizeMessageText } from '../../protocol/message-text';
import type { NetError } from '../../protocol/net-error';
import { wireOf } from '../../protocol/room-kinds';
import type { RoomServer } from '../../protocol/room-server';
import type { Clock } from '../../util/clock';
import { DisposableStore } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import type { RoomEvent } from '../log/log-entry';
import type { RoomLog } from '../log/room-log';
import { MessageError } from '../message-error';
import type { RoleChange } from '../role-change';
import type {
  Connection,
  InvitedRoom,
  Member,
  Room,
  RoomInfo,
  SendOptions,
  Waiting,
} from '../room';
import { Departures } from './departures';
import { HostAdmission } from './host-admission';
import { HostFiles } from './host-files';
import { HostMembers } from './host-members';
import { type HostRoomOptions, HostState } from './host-state';
import { HostStorage } from './host-storage';
import { createHostView, type HostView } from './host-view';
import { HostWeather } from './host-weather';
import { InviteParts, isInviteServer } from './invite-parts';
import { LogWriter } from './log-writer';
import { MemberRequests } from './member-requests';
import { firstOfTerm, type RestoredRoom } from './restored-room';
import { WaitingLine } from './seats';

/**
 * A room that this window hosts: its members, its waiting line and its log. Guests beyond `maxClients` wait
 * in order of arrival and are admitted automatically. A lab's p2p room ends when its guest leaves. In an
 * invite room, a member whose connection broke keeps its seat for a while and comes back as the same
 * member.
 */
export class HostRoom implements Room {
  readonly connection: Connection = { kind: 'hosting' };
  private readonly view: HostView;
  private readonly writer: LogWriter;
  private readonly people: HostMembers;
  private readonly line: WaitingLine;
  private readonly storage: HostStorage;
  private readonly admission: HostAdmission;
  /** Absent in a lab room. */
  private readonly invite: InviteParts | undefined;
  private readonly requests: MemberRequests;
  readonly weather: HostWeather | undefined;
  private readonly files: HostFiles | undefined;
  private readonly departures: Departures;
  private readonly changes = new Emitter<void>();
  private readonly ends = new Emitter<NetError | undefined>();
  readonly onDidChange = this.changes.event;
  readonly onDidEnd = this.ends.event;
  private readonly state: HostState;
  /** What this room has subscribed to at its server, which may outlive it. */
  private readonly subscriptions = new DisposableStore();

  constructor(
    private readonly server: RoomServer,
    private readonly options: HostRoomOptions,
    log: RoomLog,
    clock: Clock,
  ) {
    const { epochs, info, journal, limits, maxClients, restored, waitingLine } = options;
    const { access } = server;
    const host = restored?.host ?? options.host;
    // In a lab room, this window's own notes are numbered, because no one else numbers anything.
    const ownNotes = access ? 0 : 1;
    const byInvite = access !== undefined;
    const state = new HostState({
      ...{ info, byInvite, maxClients },
      locked: access?.state.locked ?? false,
    });
    this.state = state;
    const { subscriptions } = this;
    if (access) {
      const locking = access.onDidChange((change) => {
        if (change.type === 'locked') state.locked = change.locked;
      });
      subscriptions.add(locking);
    }
    this.view = createHostView({ ...options, host }, log, byInvite);
    const before = restored ? (restored.entries[0]?.seq ?? 1) - 1 : ownNotes;
    this.writer = new LogWriter({
      server,
      log,
      byInvite,
      maxEntries: limits.logEntries,
      before,
      opened: restored ? Math.max(restored.last, before) : before,
      epochs,
      view: this.view,
      clock,
      journal,
      onStored: (entries) => {
        this.people.numbered(entries);
        this.invite?.stored(entries);
      },
      files: () => this.files,
    });
    this.people = new HostMembers({
      host,
      term: epochs?.current.term ?? 1,
      byInvite,
      clock,
      limits,
      view: this.view,
      onChange: () => this.changed(),
      onMarks: (marks) => journal?.append({ type: 'marks', marks }),
      onForget: (member) => access?.revoke(member, (changes) => this.writer.store(changes)),
    });
    if (options.files) {
      this.files = new HostFiles({
        ...{ state, people: this.people, store: options.files, listener: server.files },
        limits: options.fileLimits,
        ...{ clock, logger: options.logger, network: options.network },
        isStopped: () => this.writer.isStopped,
        isRestored: restored !== undefined,
        say: (text, extras) => {
          this.say(text, extras);
          // It is numbered at once, or waits here with the file.
          return undefined;
        },
      });
    }
    this.line = new WaitingLine(waitingLine);
    const { line, people, view, writer } = this;
    this.storage = new HostStorage({ journal, writer, people, state });
    const { storage } = this;
    storage.onDidChange(() => this.refresh());
    if (server.weather) {
      const onChange = () => this.changed();
      this.weather = new HostWeather({ control: server.weather, state, people, writer, onChange });
    }
    server.onTransit?.(({ seq, transit }) => this.view.sent(seq, transit));
    this.admission = new HostAdmission({
      ...{ state, people, writer, line, storage, clock },
      weather: this.weather,
      files: this.files,
      roster: () => this.invite?.roster,
      onConnected: (id) => this.invite?.connected(id),
    });
    const { admission, files, weather } = this;
    if (files && isInviteServer(server)) {
      this.invite = new InviteParts({
        ...{ server, options, state, people, writer, line, admission, storage, view, clock, files },
        onChange: () => this.changed(),
        stop: () => {
          this.stop();
          subscriptions.dispose();
        },
      });
      this.invite.controls.onDidChange(() => this.refresh());
    }
    const { classroom, controls, succession } = this.invite ?? {};
    const parts = { state, people, writer, files, succession, classroom };
    this.requests = new MemberRequests({ ...parts, controls });
    this.departures = new Departures({
      ...{ ...parts, line, admission, weather },
      close: () => void this.leave(),
      onChange: () => this.changed(),
    });
    if (restored) this.restore(restored);
    else {
      succession?.begin({ entries: [], first: 1 });
      this.writer.addEvent(this.opened(), ownNotes);
    }
    subscriptions.add(server.onGuest((guest) => this.receive(guest)));
  }

  get info(): RoomInfo {
    const { state: storage } = this.storage;
    const weather = this.weather?.state;
    const { byInvite, info } = this.state;
    const isUnheard = byInvite && this.people.isUnheard;
    const voters = this.invite?.succession?.voters;
    return {
      ...info,
      ...(voters && { voters }),
      ...(isUnheard && { isUnheard }),
      ...(storage && { storage }),
      ...(weather && { weather }),
    };
  }

  get pin(): string | undefined {
    return this.server.access?.pin;
  }

  get firstPin(): string | undefined {
    return this.options.firstPin ?? this.pin;
  }

  get invited(): InvitedRoom | undefined {
    return this.invite?.controls;
  }

  get onNudge(): Event<string> | undefined {
    return this.invite?.controls.onNudge;
  }

  get onDidChangeRole(): Event<RoleChange> | undefined {
    return this.invite?.onDidChangeRole;
  }

  get members(): readonly Member[] {
    return this.people.members;
  }

  get waiting(): readonly Waiting[] {
    const { line, people } = this;
    return [
      ...line.applicants.list.map(({ id, link, why }) => ({
        ...{ name: people.nameOf(link), applicant: id, why },
      })),
      ...line.links.map((guest) => ({ name: people.nameOf(guest) })),
    ];
  }

  get text(): LabEncoding | undefined {
    return this.server.text;
  }

  say(text: string, extras: SendOptions = {}): void {
    if (this.state.over) throw new MessageError('no-room');
    const { id: author, name } = this.people.host;
    const { controls } = this.invite ?? {};
    if (controls) controls.ask({ type: 'say', text: normalizeMessageText(text), ...extras });
    else this.writer.record({ type: 'message', author, name, id: '', text });
  }

  /**
   * Stores and shows everything numbered so far. Returns whether it is stored; otherwise no one may learn
   * about it.
   */
  commit(): boolean {
    return this.writer.commit();
  }

  /** Whether someone new would get in. */
  get vacancy(): Vacancy {
    return this.admission.vacancy;
  }

  get arrivals(): readonly Arrival[] | undefined {
    return this.server.arrivals;
  }

  get queuedBytes(): number | undefined {
    return this.server.queuedBytes;
  }

  leave(): Promise<void> {
    return this.end({ code: 'room-closed' }, false);
  }

  suspend(): Promise<void> {
    return this.invited ? this.end({ code: 'host-away' }, true) : this.leave();
  }

  private opened(): Extract<RoomEvent, { readonly type: 'opened' }> {
    const { address, port } = this.server;
    const wire = namedWire(wireOf(this.info.kind));
    return { type: 'opened', address, port, ...(wire && { wire }) };
  }

  private restore(room: RestoredRoom): void {
    this.writer.restore(room.entries, room.last);
    this.people.restore(room, (id) => this.departures.giveUp(id, 'lost'));
    this.view.people(this.people.members);
    this.view.restoreMarks(room.marks.filter(({ seq }) => seq <= this.writer.last));
    const { took } = this.options;
    if (!took) {
      const isNew = room.entries.at(-1)?.type === 'continued';
      this.writer.addEvent({ ...this.opened(), ...(!isNew && { again: true }) });
    }
    const entries = [...room.earlier, ...room.entries];
    const first = firstOfTerm(room, this.writer.feed.epoch.term);
    this.invite?.succession?.begin({ ...room, entries, first, state: took });
    this.invite?.restored();
    for (const name of this.files?.restored() ?? []) {
      this.writer.addEvent({ type: 'file-unsent', name });
    }
  }

  private stop(): void {
    this.state.over = true;
    this.invite?.succession?.dispose();
    this.invite?.classroom?.dispose();
    this.people.dispose();
    this.files?.dispose();
  }

  private receive(guest: GuestLink): void {
    guest.onEnd((end) => this.departures.lose(guest, end));
    guest.onRequest((request) => this.requests.handle(guest, request));
    this.admission.place(guest);
    this.changed();
  }

  /** Fills seats that may have become free. */
  private refresh(): void {
    if (!this.state.over) this.admission.fillSeats();
    this.changed();
  }

  private changed(): void {
    if (this.state.over) return;
    this.invite?.knocks.check(this.vacancy);
    this.changes.fire();
  }

  /** @param comesBack whether the room reopens automatically with its window */
  private async end(reason: CloseReason, comesBack: boolean): Promise<void> {
    // Another member hosts it, or will: it isn't closed for the others.
    const isLost = this.writer.isFrozen;
    const farewell: CloseReason = isLost ? { code: 'host-away' } : reason;
    if (!this.state.over) {
      this.stop();
      // Close the journal while we still hold the port, so that the next window to open the room gets all
      // of it. A closing window may also end before all connections are closed.
      const { closesForGood, journal } = this.options;
      const isClosed = !comesBack && !isLost;
      if (isClosed && !closesForGood) journal?.append({ type: 'closed', again: true });
      journal?.close(isClosed && closesForGood);
      if (!comesBack) {
        this.writer.addEvent(
          { type: 'closed', why: isLost ? 'left' : 'own' },
          this.writer.last + 1,
        );
        this.ends.fire(undefined);
      }
    }
    await this.server.close(farewell);
  }
}
