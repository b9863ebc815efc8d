import type { Room } from '../load/member';
import type { ProcessUsage } from '../process-usage';
import type { RunningHub } from '../scenarios/scenario';
import { WideServers } from './servers';
import { createStream } from './stream';

/** A server or a cluster with one room, which members join like that of a hub. */
export class WideHub implements RunningHub {
  private constructor(
    readonly servers: WideServers,
    readonly stream: string,
  ) {}

  static async start(nodes: 1 | 3, version?: string): Promise<WideHub> {
    const servers = await WideServers.start(nodes, version);
    try {
      return new WideHub(servers, await createStream(servers, nodes));
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  get room(): Room {
    const { ports } = this.servers;
    const token = JSON.stringify(this.servers.roomAccess(this.stream, 'member'));
    return { port: ports[0] as number, ports, secure: true, dialect: 'wide', token };
  }

  usage(): ProcessUsage {
    return this.servers.usage();
  }

  stop(): Promise<void> {
    return this.servers.stop();
  }
}
