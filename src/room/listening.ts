import type { Vacancy } from '../protocol/arrival';
import type { Network } from '../protocol/network';
import type { ListenOptions, RoomServer } from '../protocol/room-server';

/** The room that a server belongs to, as far as the server asks it. */
export interface ListeningRoom {
  /** See {@link ListenOptions.commit}. */
  commit(): boolean;
  readonly vacancy: Vacancy;
}

/**
 * A listening server that outlives the rooms that it belongs to: a member's, while it is a guest who may take over,
 * the host, or a guest again.
 */
export class Listening {
  /** The room hosted here now; while there is none, everyone is told to come back later. */
  room: ListeningRoom | undefined;
  private opened: RoomServer | undefined;

  private constructor() {}

  /** @throws {NetError} when it can't listen on the address */
  static async open(
    network: Pick<Network, 'listen'>,
    options: Omit<ListenOptions, 'commit' | 'isOpen' | 'vacancy'>,
  ): Promise<Listening> {
    const listening = new Listening();
    listening.opened = await network.listen({
      ...options,
      commit: () => listening.room?.commit() ?? true,
      isOpen: () => listening.room !== undefined,
      vacancy: () => listening.room?.vacancy ?? 'room-closed',
    });
    return listening;
  }

  get server(): RoomServer {
    // Set before anyone has this object.
    return this.opened as RoomServer;
  }
}
