import { formatLabEndpoint, type LabEndpoint } from '../../protocol/lab-endpoint';
import type { NetError, NetErrorCode } from '../../protocol/net-error';
import { wireOf } from '../../protocol/room-kinds';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import type { Connection, Room, RoomInfo, SessionState } from '../room';

/** The room that a session is in, if any, and the state derived from it. */
export class CurrentRoom {
  private readonly changes = new Emitter<SessionState>();
  readonly onDidChange = this.changes.event;
  private current: SessionState = { connection: { kind: 'offline' }, members: [], waiting: [] };
  private room: Room | undefined;
  private shownRoom: RoomInfo | undefined;
  private readonly adoptions = new Emitter<Room>();
  readonly onDidAdopt = this.adoptions.event;
  /** The room adopted last, even if it has ended; undefined once the log shows another one. */
  last: Room | undefined;

  constructor(private readonly logger: Logger) {}

  get state(): SessionState {
    const { current, room } = this;
    // Not every change of members fires an event, so read them here.
    if (room && room.members !== current.members) {
      this.current = { ...current, members: room.members };
    }
    return this.current;
  }

  /** The room that the log shows, even while joining another one. */
  get shown(): RoomInfo | undefined {
    return this.shownRoom;
  }

  get value(): Room | undefined {
    return this.room;
  }

  /** Makes this the current room until it ends. */
  adopt(room: Room): void {
    this.room = room;
    this.last = room;
    room.onDidChange(() => {
      if (this.room === room) this.reflect(room);
    });
    room.onDidEnd((error) => {
      if (this.room !== room) return;
      this.room = undefined;
      this.logger.info(`the room has ended${error ? `: ${error.message}` : ''}`);
      this.goOffline(error?.code, room.info);
    });
    if (room.connection.kind === 'hosting') {
      const { kind, address, port } = room.info;
      const endpoint = { host: address, port, wire: wireOf(kind) };
      this.logger.info(`hosting ${kind} on ${formatLabEndpoint(endpoint)}`);
    }
    this.reflect(room);
    this.adoptions.fire(room);
  }

  /** Makes this the current room in place of another one, which is suspended. */
  async replace(room: Room): Promise<void> {
    const before = this.room;
    this.room = undefined;
    const suspended = before?.suspend();
    this.adopt(room);
    await suspended;
  }

  /** Goes offline without the room, which has ended. @param error the reason, unless we ended it */
  drop(error?: NetErrorCode): void {
    const info = this.room?.info;
    this.room = undefined;
    this.goOffline(error, info);
  }

  /** Suspends the room, because the window closes; it comes back with the window. */
  async suspend(): Promise<void> {
    const { room } = this;
    if (!room) return;
    this.room = undefined;
    await room.suspend();
    this.goOffline(undefined, room.info);
  }

  /** @param error why the last attempt failed, if it is retried automatically */
  connecting(target: LabEndpoint, error?: NetErrorCode): void {
    const connection: Connection = { kind: 'connecting', target, ...(error && { error }) };
    this.set({ connection, members: [], waiting: [] });
  }

  /** A room that we host is being reopened. */
  comingBack(room: RoomInfo): void {
    this.set({ connection: { kind: 'reconnecting' }, room, members: [], waiting: [] });
  }

  /** Sets the room that the log shows while offline or joining another one. */
  remember(room: RoomInfo): void {
    this.set({ ...this.current, room });
  }

  /**
   * Awaits an attempt to get into a room. If it fails, goes offline with the reason. @throws what `work`
   * throws
   */
  async attempt<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const { code, message } = error as NetError;
      this.logger.warn(`${code}: ${message}`);
      this.goOffline(code);
      throw error;
    }
  }

  /** @param error the reason, unless we ended it */
  goOffline(error?: NetErrorCode, room = this.shownRoom): void {
    const reason = error === 'cancelled' ? undefined : error;
    const connection: Connection = { kind: 'offline', ...(reason && { error: reason }) };
    this.set({ connection, ...(room && { room }), members: [], waiting: [] });
  }

  dispose(): void {
    this.changes.dispose();
    this.adoptions.dispose();
  }

  private reflect({ connection, info, members, waiting }: Room): void {
    this.set({ connection, room: info, members, waiting });
  }

  private set(state: SessionState): void {
    this.current = state;
    this.shownRoom = state.room ?? this.shownRoom;
    this.changes.fire(state);
  }
}
