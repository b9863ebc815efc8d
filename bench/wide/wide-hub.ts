import type { Room } from '../load/member';
import type { ProcessUsage } from '../process-usage';
import type { RunningHub } from '../scenarios/scenario';
import type { SealedRoom } from './clients/client-commands';
import { type ServersLayout, WideServers } from './servers';
import { createRoom, type WideRoom } from './stream';

/** A server or a cluster with one room, which members join like that of a hub. */
export class WideHub implements RunningHub {
  private constructor(
    readonly servers: WideServers,
    private readonly own: WideRoom,
  ) {}

  static async start(layout: ServersLayout): Promise<WideHub> {
    const servers = await WideServers.start(layout);
    try {
      return new WideHub(servers, await createRoom(servers, layout.nodes));
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  get stream(): string {
    return this.own.stream;
  }

  /** As members get it. */
  get sealedRoom(): SealedRoom {
    const { pin, token } = this.own;
    const { account, authority, memberKey, nodes } = this.servers.access;
    return { server: { nodes, authority, account, memberKey }, pin, token };
  }

  get room(): Room {
    const { ports } = this.servers;
    const token = JSON.stringify(this.servers.roomAccess(this.stream));
    return { port: ports[0] as number, ports, secure: true, dialect: 'wide', token };
  }

  usage(): ProcessUsage {
    return this.servers.usage();
  }

  stop(): Promise<void> {
    return this.servers.stop();
  }
}
