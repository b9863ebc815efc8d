import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import type { Invite } from '../../protocol/invite';
import type { NetErrorCode } from '../../protocol/net-error';
import { isByInvite } from '../../protocol/room-kinds';
import type { EncodingName } from '../../protocol/text-encoding';
import type { RoomInfo, SessionState } from '../../room/room';
import type { Session } from '../../room/session/session';
import type { OpenRooms, RoomHolder } from '../../store/open-rooms';
import { netProblem } from '../../strings/error-words';
import { isInvited } from '../../strings/invited-room';
import { defaultRoomName, linkName } from '../../strings/names';
import { CodedError, type FailedAttempt, type Problem } from '../../strings/problem';
import { missingWords } from '../../strings/storage-words';
import type { Translate } from '../../strings/translate';
import {
  type Attempt,
  failedAttempt,
  type KeptRoom,
  type LastRoom,
  lastConnected,
  type WantedRoom,
} from './attempt';

/** Another window is in the room; nothing was tried. */
export class OpenElsewhere extends Error {
  override readonly name = 'OpenElsewhere';

  /** @param room what it is called */
  constructor(
    readonly holder: RoomHolder,
    readonly room: string,
  ) {
    super(`another window is in ${room}`);
  }
}

/** How to join or reopen a room. */
interface AttemptOptions {
  readonly signal?: AbortSignal;
  /** Takes it over from another window. */
  readonly force?: boolean;
  /** Waits a while: to be let in, or for a window that is closing. */
  readonly patient?: boolean;
  /** Hosts also a room that was closed. */
  readonly again?: boolean;
}

/** Hosts and joins rooms through the session, and remembers what was tried. */
export class RoomAttempts {
  private attempt: Attempt | undefined;
  /** Whether the person knows of the present failure, or the caller of the attempt tells them. */
  private isTold = false;
  /** Attempts that have neither succeeded nor failed yet. */
  private underWay = 0;
  private heldPin: string | undefined;
  /** The room by invite this window is in, or can go back into as who it was there. */
  private former: KeptRoom | undefined;

  /** @param isOver whether a kept room can't be joined or hosted again */
  constructor(
    private readonly session: Session,
    private readonly openRooms: Pick<OpenRooms, 'claim' | 'claimSoon' | 'keepOnly'>,
    private readonly isOver: (id: string) => boolean,
    private readonly platform: string,
    private readonly t: Translate,
  ) {
    session.onDidChangeState(() => this.follow());
  }

  /**
   * Opens a room; one by invite is called after its host unless it has a name.
   * @throws {NetError}
   */
  host(options: WantedRoom, person: string): Promise<RoomInfo> {
    const name = options.name || (isByInvite(options.kind) ? defaultRoomName(person, this.t) : '');
    return this.try({ doing: 'host', options }, () =>
      this.session.host({ ...options, name, person }),
    );
  }

  /** Joins a lab room. @throws {NetError} */
  joinLab(endpoint: Endpoint, signal?: AbortSignal, encoding?: EncodingName): Promise<void> {
    return this.try({ doing: 'join-lab', endpoint }, () =>
      this.session.joinLab(endpoint, signal, encoding),
    );
  }

  /**
   * Joins a room by invite, or comes back into it.
   * @throws {NetError}
   * @throws {OpenElsewhere} when another window is in it, or hosts it
   * @throws {CodedError} `not-kept` when it is in a folder that is not there now
   */
  joinByInvite(
    invite: Invite,
    person: string,
    { signal, force = false, patient = false }: AttemptOptions = {},
  ): Promise<void> {
    const kept = this.session.kept(invite.pin);
    const attempt: Attempt =
      kept?.role === 'host' ? { doing: 'reopen', room: kept } : { doing: 'join-by-invite', invite };
    return this.try(attempt, async () => {
      this.checkThere(invite.pin);
      const holder = this.openRooms.claim(invite.pin, kept?.role ?? 'guest', force);
      if (holder) throw new OpenElsewhere(holder, linkName(invite.name));
      await this.session.joinByInvite(invite, person, { ...(signal && { signal }), patient });
    });
  }

  /** Whether this window is in the room that an invite with this pin is for. */
  isIn(pin: string): boolean {
    return this.session.pin === pin;
  }

  /** Whether the person is known already in the room that an invite with this pin is for. */
  knows(pin: string): boolean {
    return this.session.kept(pin) !== undefined;
  }

  /** Where the host of the room that an invite with this pin is for was before; all is tried. */
  placesOf(pin: string): readonly Endpoint[] {
    return this.session.kept(pin)?.places ?? [];
  }

  /**
   * Joins a kept room again, or hosts it again as its host. Resolves to false when it has ended.
   * @throws {NetError}
   * @throws {OpenElsewhere} when another window is in it
   * @throws {CodedError} `not-kept` when it is in a folder that is not there now
   */
  reopen(room: KeptRoom, way: AttemptOptions = {}): Promise<boolean> {
    const { signal, force = false, patient = false, again = false } = way;
    const { id, name, pin, role } = room;
    return this.try({ doing: 'reopen', room }, async () => {
      this.checkThere(pin);
      const { openRooms } = this;
      const holder = await (patient
        ? openRooms.claimSoon(pin, role)
        : openRooms.claim(pin, role, force));
      if (holder) throw new OpenElsewhere(holder, linkName(name));
      return this.session.reopen(id, { again, ...(signal && { signal }) });
    });
  }

  /** @throws {CodedError} `not-kept` when the room is in a folder that is not there now */
  private checkThere(pin: string): void {
    const kept = this.session.kept(pin);
    if (kept?.missing === undefined) return;
    throw new CodedError('not-kept', missingWords(kept.name, kept.missing, this.t));
  }

  get lastAttempt(): Attempt | undefined {
    return this.attempt;
  }

  /** Whether an attempt is under way, whose caller tells the person when it fails. */
  get isTrying(): boolean {
    return this.underWay > 0;
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
        return this.formerRoom;
      case 'join-lab':
        return lastLab(attempt.endpoint);
      default:
        return this.lastInvited(attempt);
    }
  }

  /** Words a failure of the last attempt, or of the room it led to. */
  problem(code: NetErrorCode): Problem {
    return netProblem(code, this.failedAttempt(), this.platform, this.t);
  }

  private failedAttempt(): FailedAttempt {
    const { attempt, session, t } = this;
    if (attempt) return failedAttempt(attempt, session.state.room, t);
    // A lab room that was open before the window was reloaded.
    const endpoint = lastConnected(session.entries);
    if (endpoint) return failedAttempt({ doing: 'join-lab', endpoint }, undefined, t);
    return { doing: 'join-lab', place: t('the room'), port: 0, room: t('the room') };
  }

  /** The person is told of the present failure now. */
  told(): void {
    this.isTold = true;
  }

  /** The present failure in words, unless the person was told of it by a notification. */
  get untoldProblem(): string | undefined {
    return this.isTold || this.isTrying ? undefined : this.currentProblem;
  }

  /** The present failure in words, while the connection has one; a room that was closed is none. */
  get currentProblem(): string | undefined {
    const { connection } = this.session.state;
    if (connection.kind !== 'offline' || connection.error === undefined) return undefined;
    return connection.error === 'room-closed' ? undefined : this.problem(connection.error).message;
  }

  private get formerRoom(): LastRoom | undefined {
    const { former } = this;
    if (!former) return undefined;
    return { type: 'kept', room: former, label: linkName(former.name), role: former.role };
  }

  /** A former member comes back as who they were; anyone else needs the invite. */
  private lastInvited(
    attempt: Extract<Attempt, { doing: 'join-by-invite' | 'reopen' }>,
  ): LastRoom | undefined {
    const { formerRoom } = this;
    if (formerRoom) return formerRoom;
    if (attempt.doing === 'reopen' || isFinal(this.session.state.connection)) return undefined;
    const { invite } = attempt;
    return { type: 'invite', invite, label: linkName(invite.name), role: 'guest' };
  }

  private async try<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    this.attempt = attempt;
    this.former = attempt.doing === 'reopen' ? attempt.room : undefined;
    this.underWay += 1;
    try {
      return await work();
    } catch (error) {
      this.told();
      throw error;
    } finally {
      this.underWay -= 1;
      this.hold();
    }
  }

  /** This window holds the room it is in, and what is tried while it is. */
  private hold(): void {
    if (this.underWay > 0) return;
    const { pin, invited } = this.session;
    if (pin !== undefined) this.openRooms.claim(pin, invited?.hostActions ? 'host' : 'guest');
    this.openRooms.keepOnly(pin);
  }

  private follow(): void {
    if (this.session.pin !== this.heldPin) {
      this.heldPin = this.session.pin;
      this.hold();
    }
    const { invited, state } = this.session;
    const { pin } = this.session;
    if (isIn(state.connection)) this.isTold = false;
    if (invited && state.room && pin !== undefined) {
      const role = invited.hostActions ? 'host' : 'guest';
      const { journalId: id } = invited;
      // A room that is not kept cannot be hosted again.
      this.former = id === '' ? undefined : { id, role, name: state.room.name, pin };
    } else if (this.former && state.connection.kind === 'offline' && this.isOver(this.former.id)) {
      this.former = undefined;
    }
  }
}

/** Whether the room ended so that its invite no longer works. */
function isFinal(connection: SessionState['connection']): boolean {
  const error = connection.kind === 'offline' ? connection.error : undefined;
  return error === 'room-closed' || error === 'removed' || error === 'bad-invite';
}

function isIn({ kind }: SessionState['connection']): boolean {
  return kind !== 'offline' && kind !== 'connecting';
}

function lastLab(endpoint: Endpoint): LastRoom {
  return { type: 'lab', endpoint, label: formatEndpoint(endpoint), role: 'guest' };
}
