import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import type { NetError, NetErrorCode } from '../../protocol/net-error';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import type { Connection, Room, RoomInfo, SessionState } from '../room';

/** The room a session is in, if any, and what is to be seen of it. */
export class CurrentRoom {
  private readonly changes = new Emitter<SessionState>();
  readonly onDidChange = this.changes.event;
  private current: SessionState = { connection: { kind: 'offline' }, members: [], waiting: [] };
  private room: Room | undefined;
  private told: RoomInfo | undefined;
  private readonly adoptions = new Emitter<Room>();
  readonly onDidAdopt = this.adoptions.event;
  /** The room adopted last, also when it is over; undefined once the log tells of another. */
  last: Room | undefined;

  constructor(private readonly logger: Logger) {}

  get state(): SessionState {
    const { current, room } = this;
    // Of people who come and go quickly not every change is told.
    if (room && room.members !== current.members) {
      this.current = { ...current, members: room.members };
    }
    return this.current;
  }

  /** The room that the log tells of, also on the way elsewhere. */
  get shown(): RoomInfo | undefined {
    return this.told;
  }

  get value(): Room | undefined {
    return this.room;
  }

  /** This is the room now, until it is over. */
  adopt(room: Room): void {
    this.room = room;
    this.last = room;
    room.onDidChange(() => {
      if (this.room === room) this.reflect(room);
    });
    room.onDidEnd((error) => {
      if (this.room !== room) return;
      this.room = undefined;
      this.logger.info(`the room is over${error ? `: ${error.message}` : ''}`);
      this.goOffline(error?.code, room.info);
    });
    if (room.connection.kind === 'hosting') {
      const { kind, address, port } = room.info;
      this.logger.info(`hosting ${kind} on ${formatEndpoint({ host: address, port })}`);
    }
    this.reflect(room);
    this.adoptions.fire(room);
  }

  /** The room closes with the window, and comes back with it. */
  async suspend(): Promise<void> {
    const { room } = this;
    if (!room) return;
    this.room = undefined;
    await room.suspend();
    this.goOffline(undefined, room.info);
  }

  /** @param error why the last try failed, where it is tried again by itself */
  connecting(target: Endpoint, error?: NetErrorCode): void {
    const connection: Connection = { kind: 'connecting', target, ...(error && { error }) };
    this.set({ connection, members: [], waiting: [] });
  }

  /** A room of our own is being opened again. */
  comingBack(room: RoomInfo): void {
    this.set({ connection: { kind: 'reconnecting' }, room, members: [], waiting: [] });
  }

  /** Offline or on the way elsewhere, this is the room that the log tells of. */
  remember(room: RoomInfo): void {
    this.set({ ...this.current, room });
  }

  /** Waits for what leads into a room; what fails leaves this window offline, with the reason. */
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

  /** @param error why, when it was not by our will */
  goOffline(error?: NetErrorCode, room = this.told): void {
    const told = error === 'cancelled' ? undefined : error;
    const connection: Connection = { kind: 'offline', ...(told && { error: told }) };
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
    this.told = state.room ?? this.told;
    this.changes.fire(state);
  }
}
