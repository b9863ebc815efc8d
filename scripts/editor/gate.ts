import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Between a guest and its host: counts what the guest sends, and holds long connections. */
export class Gate {
  private readonly sockets = new Set<Socket>();
  private readonly waiting = new Set<() => void>();
  /** Bytes from the guest, on all connections. */
  passed = 0;
  /** After so many bytes from the guest, a connection is held. */
  private most = Number.POSITIVE_INFINITY;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  /** Listens on any free port. @param target the hub's port on this computer */
  static async open(target: number): Promise<Gate> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Gate(server, target);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  holdAfter(bytes: number): void {
    this.most = bytes;
  }

  /** Holds no connection any more. */
  release(): void {
    this.most = Number.POSITIVE_INFINITY;
    for (const go of this.waiting) go();
    this.waiting.clear();
  }

  /** Breaks all connections; new ones are accepted. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private join(near: Socket): void {
    const far = connect({ host: '127.0.0.1', port: this.target });
    let fromHere = 0;
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    far.pipe(near);
    near.on('data', (bytes: Buffer) => {
      this.passed += bytes.length;
      fromHere += bytes.length;
      const goOn = () => near.resume();
      if (!far.write(bytes)) {
        near.pause();
        far.once('drain', goOn);
      }
      if (fromHere > this.most) {
        near.pause();
        this.waiting.add(goOn);
      }
    });
  }
}
