import type { Vacancy } from '../protocol/arrival';
import type { Network } from '../protocol/network';
import type { ListenOptions, RoomServer } from '../protocol/room-server';

/** The room that a server belongs to, as far as the server asks it. */
export interface ServedRoom {
  /** See {@link ListenOptions.commit}. */
  commit(): boolean;
  readonly vacancy: Vacancy;
}

/**
 * A member's listening server, which outlives the rooms that it belongs to: while the member is a guest who may take over,
 * the host, or a guest again.
 */
export class MemberServer {
  /** The room hosted here now; while there is none, no one is let in. */
  room: ServedRoom | undefined;
  private opened: RoomServer | undefined;

  private constructor() {}

  /** @throws {NetError} when it can't listen on the address */
  static async open(
    network: Pick<Network, 'listen'>,
    options: Omit<ListenOptions, 'commit' | 'isOpen' | 'vacancy'>,
  ): Promise<MemberServer> {
    const member = new MemberServer();
    member.opened = await network.listen({
      ...options,
      commit: () => member.room?.commit() ?? true,
      isOpen: () => member.room !== undefined,
      vacancy: () => member.room?.vacancy ?? 'room-closed',
    });
    return member;
  }

  get server(): RoomServer {
    // Set before anyone has this object.
    return this.opened as RoomServer;
  }
}
