import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Disposable } from '../../src/util/disposable';

/** Sits between a member and the hub, and cuts connections after as many bytes as a test says. */
export class CuttingProxy implements Disposable {
  /** After how many bytes, in both directions together, to cut each of the next connections. */
  private readonly cuts: number[] = [];
  private readonly sockets = new Set<Socket>();
  /** Connections accepted so far, and those cut. */
  accepted = 0;
  cut = 0;

  private constructor(
    private readonly server: Server,
    target: number,
  ) {
    server.on('connection', (near) => this.join(near, target));
  }

  /** @param target the hub's port on 127.0.0.1 */
  static listen(target: number): Promise<CuttingProxy> {
    const server = createServer();
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(new CuttingProxy(server, target)));
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts the next connections, one for each number, after so many bytes. */
  cutNext(...bytes: readonly number[]): void {
    this.cuts.splice(0, this.cuts.length, ...bytes);
  }

  /** Cuts all connections now. */
  sever(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  dispose(): void {
    this.sever();
    this.server.close();
  }

  private join(near: Socket, target: number): void {
    this.accepted += 1;
    const far = connect({ host: '127.0.0.1', port: target });
    const sockets = [near, far];
    const end = () => {
      for (const socket of sockets) {
        socket.destroy();
        this.sockets.delete(socket);
      }
    };
    let left = this.cuts.shift() ?? Number.POSITIVE_INFINITY;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk) => {
        const part = chunk.subarray(0, left);
        left -= part.length;
        if (left <= 0) {
          this.cut += 1;
          to.write(part, end);
        } else if (!to.write(part)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
      from.on('error', end);
      from.on('close', end);
    }
  }
}
