import type { Endpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import { formatLabEndpoint, type LabEndpoint } from '../../protocol/lab-endpoint';
import type { NetErrorCode } from '../../protocol/net-error';
import { isByInvite } from '../../protocol/room-kinds';
import type { EncodingName } from '../../protocol/text-encoding';
import type { RoomHolder, RoomInfo, SessionState } from '../../room/room';
import type { ContinueOptions, Session } from '../../room/session/session';
import type { OpenRooms } from '../../store/open-rooms';
import { netProblem } from '../../strings/error-text';
import { defaultRoomName, linkName } from '../../strings/inline-text';
import { maxClientCount } from '../../strings/input-text';
import { isInvited } from '../../strings/invited-room';
import { CodedError, type FailedAttempt, type Problem } from '../../strings/problem';
import { missingText } from '../../strings/storage-text';
import type { Translate } from '../../strings/translate';
import { Emitter } from '../../util/event';
import {
  type Attempt,
  failedAttempt,
  type LastRoom,
  lastConnected,
  type SavedRoomRef,
  type WantedRoom,
  type WantedWideRoom,
} from './attempt';

/** Thrown if another window is in the room, before anything is tried. */
export class OpenElsewhere extends Error {
  override readonly name = 'OpenElsewhere';

  /** @param room the room's name */
  constructor(
    readonly holder: RoomHolder,
    readonly room: string,
  ) {
    super(`another window is in ${room}`);
  }
}

/** Options for joining or reopening a room. */
interface AttemptOptions {
  readonly signal?: AbortSignal;
  /** Whether to take the room over from another window. */
  readonly force?: boolean;
  /** Whether to wait a while to be admitted, or for another window to close. */
  readonly keepTrying?: boolean;
  /** Whether to host even a room that was closed. */
  readonly evenIfClosed?: boolean;
}

/** Hosts and joins rooms through the session, and remembers the last attempt. */
export class RoomAttempts {
  private attempt: Attempt | undefined;
  /** Whether the current failure has been reported to the user, or the caller of the attempt reports it. */
  private isReported = false;
  private readonly settles = new Emitter<void>();
  /** Fires when no attempt is running any more. */
  readonly onDidSettle = this.settles.event;
  /** Number of attempts that have neither succeeded nor failed yet. */
  private running = 0;
  /** Pin of the room that this window last claimed. */
  private heldPin: string | undefined;
  /** The invite room that this window is in, or can go back into as the same member. */
  private former: SavedRoomRef | undefined;

  /** @param saved returns the saved room with this id, if it can be joined or hosted again */
  constructor(
    private readonly session: Session,
    private readonly openRooms: Pick<OpenRooms, 'claim' | 'claimWithRetry' | 'keepOnly'>,
    private readonly saved: (id: string) => SavedRoomRef | undefined,
    private readonly platform: string,
    private readonly t: Translate,
  ) {
    session.onDidChangeState(() => this.follow());
  }

  /**
   * Hosts a room. An invite room without a name is named after its host.
   * @param person the host's name
   * @throws {NetError}
   */
  host(options: WantedRoom, person: string): Promise<RoomInfo> {
    const name = options.name || (isByInvite(options.kind) ? defaultRoomName(person, this.t) : '');
    return this.try({ doing: 'host', options }, () =>
      this.session.host({ ...options, name, person }),
    );
  }

  /**
   * Opens a wide room, and joins it as its owner.
   * @param person what others call the owner
   * @throws {NetError}
   */
  hostWide(room: WantedWideRoom, person: string): Promise<RoomInfo> {
    const { server: access } = room;
    const name = room.name || defaultRoomName(person, this.t);
    return this.try({ doing: 'host-wide', room }, () =>
      this.session.openWideRoom({ name, person, access, most: maxClientCount }),
    );
  }

  /** Joins a lab room. @throws {NetError} */
  joinLab(endpoint: LabEndpoint, signal?: AbortSignal, encoding?: EncodingName): Promise<void> {
    return this.try({ doing: 'join-lab', endpoint }, () =>
      this.session.joinLab(endpoint, signal, encoding),
    );
  }

  /**
   * Joins an invite room, or goes back into it.
   * @throws {NetError}
   * @throws {OpenElsewhere} if another window is in it, or hosts it
   * @throws {CodedError} `not-kept` if the room's folder isn't available now
   */
  joinByInvite(
    invite: Invite,
    person: string,
    { signal, force = false, keepTrying = false }: AttemptOptions = {},
  ): Promise<void> {
    const kept = this.session.saved(invite.pin);
    const attempt: Attempt =
      kept?.role === 'host' ? { doing: 'reopen', room: kept } : { doing: 'join-by-invite', invite };
    return this.try(attempt, async () => {
      this.checkAvailable(invite.pin);
      const holder = this.openRooms.claim(invite.pin, kept?.role ?? 'guest', force);
      if (holder) throw new OpenElsewhere(holder, linkName(invite.name));
      await this.session.joinByInvite(invite, person, { ...(signal && { signal }), keepTrying });
    });
  }

  /** Whether this window is in the room whose invites have this pin. */
  isIn(pin: string): boolean {
    return this.session.pin === pin;
  }

  /** Whether the user was in the room whose invites have this pin before. */
  knows(pin: string): boolean {
    return this.session.saved(pin) !== undefined;
  }

  /** The previous endpoints of the host with this pin; joining tries all of them. */
  endpointsOf(pin: string): readonly Endpoint[] {
    return this.session.saved(pin)?.endpoints ?? [];
  }

  /**
   * Joins a saved room again, or hosts it again. Resolves to false if the room has ended.
   * @throws {NetError}
   * @throws {OpenElsewhere} if another window is in it
   * @throws {CodedError} `not-kept` if the room's folder isn't available now
   */
  reopen(room: SavedRoomRef, options: AttemptOptions = {}): Promise<boolean> {
    const { signal, force = false, keepTrying = false, evenIfClosed = false } = options;
    const { id, name, pin, role } = room;
    return this.try({ doing: 'reopen', room }, async () => {
      this.checkAvailable(pin);
      const { openRooms } = this;
      const holder = await (keepTrying
        ? openRooms.claimWithRetry(pin, role)
        : openRooms.claim(pin, role, force));
      if (holder) throw new OpenElsewhere(holder, linkName(name));
      return this.session.reopen(id, { evenIfClosed, ...(signal && { signal }) });
    });
  }

  /**
   * Hosts a copy of a room without its host. If that fails, this window stays where it is.
   * @returns undefined if the room can't be continued
   * @throws {NetError}
   */
  async continueAsNewRoom(id: string, options: ContinueOptions): Promise<RoomInfo | undefined> {
    this.running += 1;
    try {
      const room = await this.session.continueAsNewRoom(id, options);
      const { address, port, maxClients } = options;
      if (room) this.attempt = { doing: 'host', options: { ...room, address, port, maxClients } };
      return room;
    } finally {
      this.settle();
    }
  }

  /** The last attempt, also while it is running. */
  get lastAttempt(): Attempt | undefined {
    return this.attempt;
  }

  /** Whether an attempt is running, whose caller reports its failure to the user. */
  get isTrying(): boolean {
    return this.running > 0;
  }

  /** The room joined last, in this window or before it was reloaded. */
  get lastJoined(): LastRoom | undefined {
    const { attempt } = this;
    if (!attempt) {
      const { entries, state } = this.session;
      const endpoint = isInvited(state.room) ? undefined : lastConnected(entries);
      return endpoint && lastLab(endpoint);
    }
    switch (attempt.doing) {
      case 'host':
      case 'host-wide':
        return this.formerRoom;
      case 'join-lab':
        return lastLab(attempt.endpoint);
      default:
        return this.lastInvited(attempt);
    }
  }

  /** Describes a failure of the last attempt, or of the room it led to. */
  problem(code: NetErrorCode): Problem {
    return netProblem(code, this.failedAttempt(), this.platform, this.t);
  }

  /** Marks the current failure as reported to the user. */
  markReported(): void {
    this.isReported = true;
  }

  /** The message for the current failure; undefined if a notification has reported it. */
  get unreportedProblem(): string | undefined {
    return this.isReported || this.isTrying ? undefined : this.currentProblem;
  }

  /** The message for the current failure; undefined if there is none. A closed room isn't a failure. */
  get currentProblem(): string | undefined {
    const { connection } = this.session.state;
    if (connection.kind !== 'offline' || connection.error === undefined) return undefined;
    return connection.error === 'room-closed' ? undefined : this.problem(connection.error).message;
  }

  private failedAttempt(): FailedAttempt {
    const { attempt, session, t } = this;
    if (attempt) return failedAttempt(attempt, session.state.room, t);
    // A lab room that was open before the window was reloaded.
    const endpoint = lastConnected(session.entries);
    if (endpoint) return failedAttempt({ doing: 'join-lab', endpoint }, undefined, t);
    return { doing: 'join-lab', address: t('the room'), port: 0, room: t('the room') };
  }

  private get formerRoom(): LastRoom | undefined {
    const { former } = this;
    if (!former) return undefined;
    return { type: 'kept', room: former, label: linkName(former.name), role: former.role };
  }

  /** A former member goes back as the same member; anyone else needs the invite. */
  private lastInvited(
    attempt: Extract<Attempt, { doing: 'join-by-invite' | 'reopen' }>,
  ): LastRoom | undefined {
    const { formerRoom } = this;
    if (formerRoom) return formerRoom;
    if (attempt.doing === 'reopen' || isFinal(this.session.state.connection)) return undefined;
    const { invite } = attempt;
    return { type: 'invite', invite, label: linkName(invite.name), role: 'guest' };
  }

  /** @throws {CodedError} `not-kept` if the room's folder isn't available now */
  private checkAvailable(pin: string): void {
    const kept = this.session.saved(pin);
    if (kept?.missing === undefined) return;
    throw new CodedError('not-kept', missingText(kept.name, kept.missing, this.t));
  }

  private async try<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    this.attempt = attempt;
    this.former = attempt.doing === 'reopen' ? attempt.room : undefined;
    this.running += 1;
    try {
      return await work();
    } catch (error) {
      this.markReported();
      throw error;
    } finally {
      this.settle();
    }
  }

  private settle(): void {
    this.running -= 1;
    this.claimCurrent();
    if (this.running === 0) this.settles.fire();
  }

  /** Claims the room that this window is in, and releases all others unless an attempt is running. */
  private claimCurrent(): void {
    if (this.running > 0) return;
    const { pin, invited } = this.session;
    if (pin !== undefined) this.openRooms.claim(pin, invited?.hostActions ? 'host' : 'guest');
    this.openRooms.keepOnly(pin);
  }

  private follow(): void {
    if (this.session.pin !== this.heldPin) {
      this.heldPin = this.session.pin;
      this.claimCurrent();
    }
    const { invited, state } = this.session;
    const { pin } = this.session;
    if (isIn(state.connection)) this.isReported = false;
    if (invited && state.room && pin !== undefined) {
      const role = invited.hostActions ? 'host' : 'guest';
      const { journalId: id } = invited;
      const { kind, name } = state.room;
      // A room that isn't saved can't be hosted again.
      this.former = id === '' ? undefined : { id, kind, role, name, pin };
    } else if (this.former && state.connection.kind === 'offline') {
      // The room may be over, or have another host now.
      const saved = this.saved(this.former.id);
      this.former = saved && { ...this.former, role: saved.role, pin: saved.pin };
    }
  }
}

/** Whether the room ended in a way that makes its invite invalid. */
function isFinal(connection: SessionState['connection']): boolean {
  const error = connection.kind === 'offline' ? connection.error : undefined;
  return error === 'room-closed' || error === 'removed' || error === 'bad-invite';
}

function isIn({ kind }: SessionState['connection']): boolean {
  return kind !== 'offline' && kind !== 'connecting';
}

function lastLab(endpoint: LabEndpoint): LastRoom {
  return { type: 'lab', endpoint, label: formatLabEndpoint(endpoint), role: 'guest' };
}
