import { formatEndpoint } from '../../protocol/endpoint';
import { type Invite, routeOf } from '../../protocol/invite';
import { NetError, type NetErrorCode } from '../../protocol/net-error';
import type { WideRoute } from '../../protocol/wide';
import { BoundedMap } from '../../util/bounded-map';
import { delay } from '../../util/clock';
import { InviteGuestRoom, type InviteGuestRoomDeps } from '../guest/invite-guest-room';
import { type InviteGuestStart, Membership } from '../guest/membership';
import { type RestoredGuest, restoreGuest } from '../guest/restored-guest';
import { isRefusedForNow } from '../guest/room-end';
import { asGuest, isFormerHost } from '../host/former-host';
import { type OpenRoomDeps, reopenRoom } from '../host/open-room';
import { type RestoredHost, restoreHosted } from '../host/restored-room';
import { takeOverRoom } from '../host/take-over';
import type { Journal, JournalRecord, RoomSummary } from '../log/journal';
import type { NewHost, RoleChange, TakeOver, VoterParts } from '../role-change';
import type { Connection, Room, RoomInfo } from '../room';
import type { StoredPromise } from '../succession/types';
import { type Founding, WideGuest } from '../wide/wide-guest';
import type { CurrentRoom } from './current-room';
import { waitUntilAdmitted } from './lab-joiner';

/** How often to retry a room that admits no one, and for how long, in ms. */
const retryMs = 10_000;
export const retryForMs = 10 * 60_000;

/** How long a host that hands its room over and leaves tries to reach the next host, in ms. */
const leaveMs = 15_000;

export interface InviteJoinerDeps extends InviteGuestRoomDeps, OpenRoomDeps {
  readonly current: CurrentRoom;
}

/** How a new member gets in. */
type NewMember = Extract<InviteGuestStart, { readonly invite: Invite }>;

/** How a guest comes back: with an invite, or because its role has changed. */
interface Return {
  readonly invite?: Invite | undefined;
  readonly voter?: VoterParts | undefined;
  readonly follow?: NewHost | undefined;
}

/**
 * Gets a window that is in no room into an invite room: as a new member, or back as the member or host it
 * was. A failure leaves the window offline, with the reason, unless it keeps retrying.
 */
export class InviteJoiner {
  /** The keys with which it has tried to join wide rooms, by pin: what a server has refused to store, it may store later. */
  private readonly triedKeys = new BoundedMap<string, string>(16);

  constructor(private readonly deps: InviteJoinerDeps) {}

  /**
   * Joins a room. Resolves when admitted or in line.
   * @param keepTrying whether to keep retrying while new members are refused
   * @throws {NetError}
   */
  async join(
    invite: Invite,
    person: string,
    attempt: AbortSignal,
    keepTrying: boolean,
  ): Promise<void> {
    for (const room of this.savedRooms(invite.pin)) {
      if (await this.comeBackTo(room, invite, attempt)) return;
    }
    await (keepTrying
      ? this.joinPatiently(invite, person, attempt)
      : this.joinAnew(invite, person, attempt));
  }

  /**
   * Reconnects at once to the room that this window is already in: the invite may say where its host is
   * now.
   * @throws {NetError}
   */
  async reconnectNow(room: InviteGuestRoom, invite: Invite, attempt: AbortSignal): Promise<void> {
    room.reconnect(invite);
    await this.untilBack(room, attempt);
  }

  /** The stored room to which an invite with this pin leads back; undefined if there is none. */
  saved(pin: string): RoomSummary | undefined {
    return this.savedRooms(pin)[0];
  }

  /**
   * Reopens a stored room. Resolves to false if it has ended for good or isn't stored.
   * @param evenIfClosed whether to host it even if its host has closed it
   * @throws {NetError}
   */
  async reopen(journalId: string, evenIfClosed: boolean, attempt: AbortSignal): Promise<boolean> {
    return (await this.open(journalId, attempt, { evenIfClosed })) !== false;
  }

  /**
   * Opens a stored room. Resolves to the room if this window is its guest, which then reconnects; to true
   * if it is hosted now; to false if it has ended for good or isn't stored.
   */
  private async open(
    journalId: string,
    attempt: AbortSignal,
    { evenIfClosed = false, ...how }: { readonly evenIfClosed?: boolean } & Return,
  ): Promise<InviteGuestRoom | boolean> {
    const opened = this.deps.archive.open(journalId);
    if (!opened) return false;
    const { journal, records } = opened;
    const restored = restoreGuest(records);
    if (restored && !restored.over) return this.comeBack(restored, journal, how);
    journal.close(false);
    const hosted = restoreHosted(records);
    if (this.becameGuest(journalId, records)) {
      return this.open(journalId, attempt, { evenIfClosed, ...how });
    }
    return hosted !== undefined && this.openAgain(hosted, journalId, evenIfClosed, attempt);
  }

  /** Continues a room in this window's other role, because its host has changed. */
  changeRole(room: Room, change: RoleChange): void {
    const { archive, current } = this.deps;
    const id = room.invited?.journalId ?? '';
    const isHere = current.value === room;
    if (change.role === 'host') {
      if (isHere) this.takeOver(id, room.info, change.takeOver);
      else void change.takeOver.memberServer.server.close();
      return;
    }
    const isGuest = this.becameGuest(id, archive.read(id), change.voter?.state.promised);
    if (isGuest && isHere) void this.continueAsGuest(id, change);
    else {
      void change.voter?.memberServer.server.close();
      if (isHere) current.drop('storage-failed');
    }
  }

  /** Who leaves comes back first, so that the others need its vote no more, and know that it has left. */
  private async continueAsGuest(
    journalId: string,
    change: Extract<RoleChange, { readonly role: 'guest' }>,
  ): Promise<void> {
    const { signal } = new AbortController();
    const room = await this.open(journalId, signal, { ...change });
    if (change.stays || typeof room === 'boolean') return;
    const isCaughtUp = () => room.isCaughtUp;
    const patience = leaveMs;
    await waitUntilAdmitted(room, isCaughtUp, { clock: this.deps.clock, patience, signal }).catch(
      () => {},
    );
    await room.leave();
  }

  private takeOver(journalId: string, info: RoomInfo, takeOver: TakeOver): void {
    const { current } = this.deps;
    try {
      current.adopt(takeOverRoom(this.deps, journalId, info, takeOver));
    } catch (error) {
      const { memberServer, state } = takeOver;
      this.deps.logger.warn(`can’t take over: ${(error as NetError).message}`);
      // Its journal is as it was, so the room goes on as a guest's, who may stand again later.
      const opened = state && this.deps.archive.open(journalId);
      const restored = opened && restoreGuest(opened.records);
      if (opened && restored && !restored.over) {
        this.comeBack(restored, opened.journal, { voter: { memberServer, state } });
        return;
      }
      opened?.journal.close(false);
      void memberServer.server.close();
      current.drop((error as NetError).code);
    }
  }

  /**
   * Makes the journal of a host that no longer hosts its room that of a guest. Returns whether it did.
   * @param promised its newest promise, if it isn't in the journal
   */
  private becameGuest(
    journalId: string,
    records: readonly JournalRecord[] | undefined,
    promised?: StoredPromise,
  ): boolean {
    const hosted = records && restoreHosted(records);
    if (!hosted || (!promised && !isFormerHost(hosted))) return false;
    const { archive, network } = this.deps;
    const identity = network.identityOf(hosted.restored.access);
    return archive.replace(journalId, asGuest(records, hosted, identity, promised));
  }

  private async openAgain(
    restored: RestoredHost,
    journalId: string,
    evenIfClosed: boolean,
    attempt: AbortSignal,
  ): Promise<boolean> {
    const { current } = this.deps;
    const { kind, name, address, port } = restored.header;
    const info = { kind, name, address, port };
    current.comingBack(info);
    const room = await current.attempt(
      reopenRoom(this.deps, restored, journalId, evenIfClosed, attempt),
    );
    if (room) current.adopt(room);
    else current.goOffline(undefined, info);
    return room !== undefined;
  }

  private comeBack(
    restored: RestoredGuest,
    journal: Journal,
    { invite, ...parts }: Return,
  ): InviteGuestRoom {
    const room = new InviteGuestRoom(this.deps, { restored, journal, ...parts });
    this.deps.current.adopt(room);
    room.reconnect(invite);
    return room;
  }

  /** Hosted rooms first, then the newest. */
  private savedRooms(pin: string): readonly RoomSummary[] {
    const rooms = this.deps.archive
      .list()
      .filter((room) => room.pins.includes(pin) && !room.over && !room.closed);
    return rooms.sort((one, other) => Number(other.role === 'host') - Number(one.role === 'host'));
  }

  /** Goes back into a stored room; false if its key was revoked or it has ended. @throws {NetError} */
  private async comeBackTo({ id }: RoomSummary, invite: Invite, attempt: AbortSignal) {
    const room = await this.open(id, attempt, { invite });
    if (typeof room === 'boolean') return room;
    try {
      await this.untilBack(room, attempt);
    } catch (error) {
      const { code } = error as NetError;
      if (code === 'bad-key') return false;
      // On a server, nobody says that a key was revoked; a new invite lets in who was removed, as someone else.
      if (code === 'removed' && invite.wide) return false;
      throw error;
    }
    if (!attempt.aborted || isLetIn(room.connection)) return true;
    await room.leave();
    throw new NetError('cancelled', 'cancelled before reconnecting');
  }

  /** @throws {NetError} when the room has ended or the first attempt failed */
  private async untilBack(room: InviteGuestRoom, attempt: AbortSignal): Promise<void> {
    const isTried = (connection: Connection) =>
      isLetIn(connection) || (connection.kind === 'reconnecting' && connection.error !== undefined);
    await waitUntilAdmitted(room, isTried, { clock: this.deps.clock, signal: attempt });
    const { connection } = room;
    if (connection.kind !== 'reconnecting' || connection.error === undefined) return;
    throw new NetError(connection.error, 'the first attempt to reconnect failed');
  }

  /** Joins as a new member, with retries for at most `retryForMs`. */
  private async joinPatiently(invite: Invite, person: string, attempt: AbortSignal): Promise<void> {
    const { clock, current } = this.deps;
    const deadline = clock.now() + retryForMs;
    let refused: NetErrorCode | undefined;
    for (;;) {
      try {
        await this.joinAnew(invite, person, attempt, refused);
        return;
      } catch (error) {
        refused = (error as NetError).code;
        const late = clock.now() + retryMs > deadline;
        if (attempt.aborted || late || !isRefusedForNow(refused)) throw error;
      }
      current.connecting(firstPlace(invite), refused);
      await delay(clock, retryMs, attempt);
      if (attempt.aborted) throw this.givenUp();
    }
  }

  /** @param refused why the previous attempt failed, if there was one */
  private async joinAnew(
    invite: Invite,
    person: string,
    attempt: AbortSignal,
    refused?: NetErrorCode,
  ): Promise<void> {
    const { clock, current, network } = this.deps;
    current.connecting(firstPlace(invite), refused);
    const route = routeOf(invite);
    if (!route) {
      await this.enter({ invite, person }, attempt);
      return;
    }
    const { pin } = invite;
    const memberKey = this.triedKeys.get(pin) ?? (await current.attempt(network.wide())).newKey();
    this.triedKeys.set(pin, memberKey);
    const wide = new WideGuest({ clock, network, pin }, { ...route, memberKey });
    await this.enter({ invite, person, wide }, attempt);
    this.triedKeys.delete(pin);
  }

  /** Joins a wide room that this window has just opened, as its owner. @throws {NetError} */
  async joinOwn(
    invite: Invite,
    person: string,
    { route, founding }: { readonly route: WideRoute; readonly founding: Founding },
    attempt: AbortSignal,
  ): Promise<void> {
    const { clock, current, network } = this.deps;
    current.connecting(firstPlace(invite));
    const wide = new WideGuest({ clock, network, pin: invite.pin }, route, founding);
    await this.enter({ invite, person, wide }, attempt);
  }

  private async enter(start: NewMember, attempt: AbortSignal): Promise<void> {
    const { clock, logger, network, current } = this.deps;
    const { invite, wide } = start;
    const ticket = new Membership(start).ticket({ last: 0 });
    const connecting = wide
      ? wide.connect(ticket, attempt)
      : network.connectByInvite(ticket, attempt);
    const link = await current.attempt(connecting);
    logger.info(`connected to ${formatEndpoint({ host: link.address, port: invite.port })}`);
    const room = new InviteGuestRoom(this.deps, start);
    // Until it is admitted, keep showing the previous log.
    const adopting = room.onDidChange(() => {
      if (!isLetIn(room.connection)) return;
      adopting.dispose();
      this.deps.current.adopt(room);
    });
    room.hub.use(link);
    await current
      .attempt(waitUntilAdmitted(room, isLetIn, { clock, signal: attempt }))
      .finally(() => adopting.dispose());
    if (isLetIn(room.connection)) return;
    await room.leave();
    throw this.givenUp();
  }

  private givenUp(): NetError {
    this.deps.current.goOffline();
    return new NetError('cancelled', 'cancelled before being admitted');
  }
}

function firstPlace({ addresses, port }: Invite) {
  return { host: addresses[0] ?? '', port };
}

/** Whether it is admitted or in line. */
function isLetIn(connection: Connection): boolean {
  return (
    connection.kind === 'joined' ||
    (connection.kind === 'waiting' && connection.position !== undefined)
  );
}
