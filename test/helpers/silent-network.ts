import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Endpoint } from '../../src/protocol/endpoint';

/**
 * The network between one member and the nodes of a server. It can stop to pass on what is sent, without a word to
 * either side, as when a cable is pulled far away: connections stay open, and new ones open and hear nothing.
 */
export class SilentNetwork {
  /** Where the member finds the nodes. */
  readonly nodes: readonly Endpoint[];
  private readonly pairs = new Set<Pair>();
  private passes = { toMember: true, toServer: true };

  private constructor(
    private readonly servers: readonly Server[],
    targets: readonly Endpoint[],
  ) {
    this.nodes = servers.map((server) => {
      const { port } = server.address() as AddressInfo;
      return { host: '127.0.0.1', port };
    });
    for (const [at, server] of servers.entries()) {
      server.on('connection', (near) => this.join(near, targets[at] as Endpoint));
    }
  }

  static async before(targets: readonly Endpoint[]): Promise<SilentNetwork> {
    const servers = targets.map(() => createServer().listen(0, '127.0.0.1'));
    await Promise.all(servers.map((server) => once(server, 'listening')));
    return new SilentNetwork(servers, targets);
  }

  /** How many connections there are. */
  get count(): number {
    return this.pairs.size;
  }

  /** Nothing passes any more. */
  cut(): void {
    this.set({ toMember: false, toServer: false });
  }

  /** The member doesn't read its sockets any more; what it sends passes. */
  stopReading(): void {
    this.set({ toMember: false, toServer: true });
  }

  /** Everything passes again, also what was held. */
  restore(): void {
    this.set({ toMember: true, toServer: true });
  }

  async dispose(): Promise<void> {
    for (const pair of this.pairs) pair.end();
    await Promise.all(this.servers.map((server) => once(server.close(), 'close')));
  }

  private set(passes: typeof this.passes): void {
    this.passes = passes;
    for (const pair of this.pairs) pair.set(passes);
  }

  private join(near: Socket, { host, port }: Endpoint): void {
    const pair: Pair = new Pair(near, connect({ host, port }), () => this.pairs.delete(pair));
    this.pairs.add(pair);
    pair.set(this.passes);
  }
}

/** A member's socket, and the one to the node. */
class Pair {
  constructor(
    private readonly near: Socket,
    private readonly far: Socket,
    onGone: () => void,
  ) {
    const end = () => {
      this.end();
      onGone();
    };
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => {
        if (!to.write(chunk)) from.pause();
      });
      to.on('drain', () => from.resume());
      from.on('error', () => {});
      from.on('close', end);
    }
  }

  set({ toMember, toServer }: { readonly toMember: boolean; readonly toServer: boolean }): void {
    for (const [from, passes] of [
      [this.far, toMember],
      [this.near, toServer],
    ] as const) {
      if (passes) from.resume();
      else from.pause();
    }
  }

  end(): void {
    this.near.destroy();
    this.far.destroy();
  }
}
