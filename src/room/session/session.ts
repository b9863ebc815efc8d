import type { NearbyRoom } from '../../protocol/announcement';
import type { Arrival } from '../../protocol/arrival';
import type { Invite } from '../../protocol/invite';
import type { LabEndpoint } from '../../protocol/lab-endpoint';
import type { Network } from '../../protocol/network';
import type { CodeTarget } from '../../protocol/room-code';
import type { EncodingName } from '../../protocol/text-encoding';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import type { Logger } from '../../util/logger';
import { foundInvite } from '../guest/found-invite';
import { InviteGuestRoom } from '../guest/invite-guest-room';
import { KnockAttempt } from '../guest/knock-attempt';
import type { HostOptions, SessionLimits } from '../host/host-state';
import { NudgeLimiter, nudgeMs } from '../host/nudge-limiter';
import { openRoom } from '../host/open-room';
import type { Archive, RoomSummary } from '../log/journal';
import type { LogEntry } from '../log/log-entry';
import { RoomLog } from '../log/room-log';
import type { InvitedRoom, Member, Room, RoomInfo, SessionState } from '../room';
import type { WeatherActions } from '../room-weather';
import { type ContinueOptions, continueAsNewRoom } from './continue-as-new-room';
import { CurrentRoom } from './current-room';
import { InviteJoiner } from './invite-joiner';
import { LabJoiner } from './lab-joiner';
import { LatestTask } from './latest-task';
import { MessageActions } from './message-actions';
import { openWideRoom, type WideRoomOptions } from './open-wide-room';
import { RoomEncoding } from './room-encoding';
import { showStoredLog } from './stored-log';

export type { HostOptions, SessionLimits } from '../host/host-state';
export type { ContinueOptions } from './continue-as-new-room';
export type { WideRoomOptions } from './open-wide-room';

export interface SessionDeps {
  readonly network: Network;
  readonly limits: SessionLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly archive: Archive;
  /**
   * Whether the log of a hosted room is displayed in this process; true by default. If not, the log has only
   * what happened to the room here, such as who was turned away.
   */
  readonly hasViewer?: boolean;
  /** The largest file that a hosted room accepts, in bytes; asked for each file. 25 MiB by default. */
  readonly fileBytes?: () => number;
  /** Multiplies the times of succession, for tests: with 0.1, an election takes a tenth of the time. */
  readonly pace?: number;
  /** Whether closed rooms keep no secrets, so that they can't be reopened. */
  readonly closesForGood?: boolean;
}

/** A stored room, and the epochs of its entries. */
export type ShownLog = Pick<InvitedRoom, 'journalId' | 'epochAt'>;

/**
 * What this window does: it is offline or in one room. Calls that change this run one after another. The
 * log of a room that has ended stays readable until another room replaces it.
 */
export class Session implements Disposable {
  private readonly log = new RoomLog();
  readonly onDidChangeLog = this.log.onDidChange;
  private readonly current: CurrentRoom;
  readonly onDidChangeState: Event<SessionState>;
  private readonly nudges = new Emitter<Member>();
  /** Fires when a member asks for the user's attention. */
  readonly onDidNudge = this.nudges.event;
  private readonly received: NudgeLimiter;
  private readonly latestTask = new LatestTask();
  /** The encoding of the lab room. */
  readonly encoding: RoomEncoding;
  /** Sends and changes messages in the room. */
  readonly messages: MessageActions;
  private readonly roomParts: SessionDeps & { readonly log: RoomLog };
  private readonly labJoiner: LabJoiner;
  private readonly inviteJoiner: InviteJoiner;
  /** The room that {@link read} shows, until this window goes into another one. */
  private reading: ShownLog | undefined;

  constructor(private readonly deps: SessionDeps) {
    this.roomParts = { ...deps, log: this.log };
    this.current = new CurrentRoom(deps.logger);
    // Less than a hub's minute: frames don't all take the same time.
    this.received = new NudgeLimiter(deps.clock, nudgeMs / 2);
    this.encoding = new RoomEncoding(this.current, deps.network);
    this.onDidChangeState = this.current.onDidChange;
    this.current.onDidAdopt((room) => {
      this.reading = undefined;
      room.onDidChangeRole?.((change) => this.inviteJoiner.changeRole(room, change));
      room.onNudge?.((id) => {
        const member = room.members.find((each) => each.id === id);
        if (!member || member.self || this.room !== room) return;
        // A hub limits them, too, but any program can act as a hub.
        if (this.received.take(id, '')) this.nudges.fire(member);
      });
    });
    this.labJoiner = new LabJoiner({ ...this.roomParts, current: this.current });
    this.inviteJoiner = new InviteJoiner({
      ...this.roomParts,
      presenceMs: deps.limits.presenceMs,
      current: this.current,
    });
    this.messages = new MessageActions(this.current, this.log, deps.limits.messageBytes);
  }

  get state(): SessionState {
    return this.current.state;
  }

  get entries(): readonly LogEntry[] {
    return this.log.entries;
  }

  /** The last entry. */
  get newest(): LogEntry | undefined {
    return this.log.newest;
  }

  /** What only an invite room can do; undefined while this window isn't in one. */
  get invited(): InvitedRoom | undefined {
    return this.room?.invited;
  }

  /** Makes network weather; undefined while this window isn't the host of a lab room. */
  get weather(): WeatherActions | undefined {
    return this.room?.weather;
  }

  /**
   * Opens a room, after leaving the current one.
   * @throws {NetError} when the address or port isn't available
   */
  host(options: HostOptions): Promise<RoomInfo> {
    return this.inTurn(async () => {
      const room = await this.current.attempt(openRoom(this.roomParts, options));
      this.current.adopt(room);
      return room.info;
    });
  }

  /**
   * Opens a wide room on a server, after leaving the current one, and joins it as its owner.
   * @throws {NetError}
   */
  openWideRoom(options: WideRoomOptions): Promise<RoomInfo> {
    return this.inTurn((attempt) =>
      openWideRoom(
        options,
        { ...this.deps, current: this.current, joiner: this.inviteJoiner },
        attempt,
      ),
    );
  }

  /**
   * Joins someone's lab room, after leaving the current one. Resolves when admitted, or when connected and
   * nothing is received yet: in line, or with a p2p host that hasn't sent anything.
   * @throws {NetError} when it can't connect, or the connection ends at once
   */
  joinLab(
    endpoint: LabEndpoint,
    signal?: AbortSignal,
    encoding: EncodingName = 'utf-8',
  ): Promise<void> {
    return this.inTurn((attempt) => this.labJoiner.join(endpoint, encoding, attempt), signal);
  }

  /**
   * Joins an invite room, after leaving the current one. Resolves when admitted or in line. A member or the
   * host of that room comes back as before; only one whose key was revoked becomes a new member. If coming
   * back fails at first, it is retried until the room is left.
   * @param person the name to ask for as a new member
   * @param patient whether to retry for ten minutes while the room admits no one new
   * @throws {NetError} when it fails; code `cancelled` if the signal is aborted
   */
  joinByInvite(
    invite: Invite,
    person: string,
    {
      signal,
      keepTrying = false,
    }: { readonly signal?: AbortSignal; readonly keepTrying?: boolean } = {},
  ): Promise<void> {
    return this.latestTask.run(async (attempt) => {
      const here = this.room;
      if (here instanceof InviteGuestRoom) {
        if (here.isHostedAt(invite.pin))
          return this.inviteJoiner.reconnectNow(here, invite, attempt);
      } else if (here && [here.pin, here.firstPin].includes(invite.pin)) return;
      await here?.leave();
      await this.inviteJoiner.join(invite, person, attempt, keepTrying);
    }, signal);
  }

  /**
   * Asks the host of a room nearby to be let in. Changes nothing in this window: an accepted knock has an
   * invite, for {@link joinByInvite}.
   * @param person what the user wants to be called
   * @throws {TypeError} when people join the room without an invite
   */
  knock(room: NearbyRoom, person: string): KnockAttempt {
    return new KnockAttempt(this.deps, room, person);
  }

  /**
   * Enters the code of a room whose invite the user doesn't have. Changes nothing in this window: resolves to an
   * invite, for {@link joinByInvite}.
   * @param code six digits
   * @throws {CodeError}
   */
  async enterCode(target: CodeTarget, code: string, signal: AbortSignal): Promise<Invite> {
    const grant = await this.deps.network.enterCode(target, code, signal);
    return foundInvite('group', grant, target.endpoints);
  }

  /** At the host: the latest connection from each address, the last one last, if they are counted. */
  get arrivals(): readonly Arrival[] | undefined {
    return this.room?.arrivals;
  }

  /** At the host of an invite room: bytes for guests that the operating system hasn't accepted yet. */
  get queuedBytes(): number | undefined {
    return this.room?.queuedBytes;
  }

  /** The pin of the invite room that this window is in. */
  get pin(): string | undefined {
    return this.room?.pin;
  }

  /** The pin of the first host of the invite room that this window is in, which names the room. */
  get firstPin(): string | undefined {
    return this.room?.firstPin;
  }

  /** The stored room to which an invite with this pin leads back; undefined if there is none. */
  saved(pin: string): RoomSummary | undefined {
    return this.inviteJoiner.saved(pin);
  }

  /**
   * Reopens a stored room, after leaving the current one: as its host, opens it at its old address; as a
   * guest, shows it at once and reconnects. Resolves to false if it has ended for good, so that it can only
   * be read, or if it isn't stored.
   * @param again whether to host even a room that was closed
   * @throws {NetError} when the address or port isn't available
   */
  reopen(
    journalId: string,
    {
      signal,
      evenIfClosed = false,
    }: { readonly signal?: AbortSignal; readonly evenIfClosed?: boolean } = {},
  ): Promise<boolean> {
    return this.inTurn(
      (attempt) => this.inviteJoiner.reopen(journalId, evenIfClosed, attempt),
      signal,
    );
  }

  /**
   * Hosts a new room that begins with a copy of a stored room that this window is a guest in, and that has no host
   * now. The other room is suspended, and can be gone back to. What waited there to be sent
   * is sent in the new room instead. Resolves to undefined if the other room can't be continued: its host is
   * connected, it can only be read, or it isn't stored.
   * @throws {NetError} when the address or port isn't available, or the new room can't be stored; this window then
   * stays in the other one
   */
  continueAsNewRoom(journalId: string, options: ContinueOptions): Promise<RoomInfo | undefined> {
    return this.latestTask.run(async () => {
      if (this.room?.invited?.journalId !== journalId) await this.room?.leave();
      return continueAsNewRoom({ ...this.roomParts, current: this.current }, journalId, options);
    });
  }

  /**
   * Shows the log of a stored room, after leaving the current one; resolves to false if it isn't stored.
   */
  read(journalId: string): Promise<boolean> {
    return this.inTurn(async () => {
      const { archive, clock } = this.deps;
      const records = archive.read(journalId);
      const shown = records && showStoredLog(journalId, records, this.log, clock);
      if (!shown) return false;
      this.current.last = undefined;
      this.reading = { journalId, epochAt: shown.epochAt };
      this.current.goOffline(undefined, shown.info);
      return true;
    });
  }

  /** The stored room whose log is shown: this window's, the one it was in last, or one that is only read. */
  get shownLog(): ShownLog | undefined {
    const { last } = this.current;
    if (!last) return this.reading;
    return last.invited?.journalId ? last.invited : undefined;
  }

  /** The log entry with this id; undefined if the log no longer has it. */
  entry(id: string): LogEntry | undefined {
    return this.log.find(id);
  }

  /** Leaves the room gracefully, or cancels joining one. Does nothing when offline. */
  leave(): Promise<void> {
    return this.inTurn(async () => {});
  }

  /** Suspends the room because the window closes or reloads, so that it can be reopened. */
  suspend(): Promise<void> {
    return this.latestTask.run(() => this.current.suspend());
  }

  /** Shows the log from before the window was reloaded; does nothing if there is already a room. */
  restore(entries: readonly LogEntry[], info: RoomInfo | undefined): void {
    if (this.room || this.log.entries.length > 0 || entries.length === 0) return;
    const time = this.deps.clock.now();
    const note = { kind: 'system', time, event: { type: 'restored' } } as const;
    this.log.reset([...entries, note]);
    if (info) this.current.remember(info);
  }

  dispose(): void {
    void this.suspend();
    this.current.dispose();
    this.log.dispose();
  }

  private get room(): Room | undefined {
    return this.current.value;
  }

  /** Runs `work` after earlier tasks, once the current room is left. */
  private inTurn<T>(work: (attempt: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.latestTask.run(async (attempt) => {
      await this.room?.leave();
      return work(attempt);
    }, signal);
  }
}
