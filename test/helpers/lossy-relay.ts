import { createSocket, type Socket } from 'node:dgram';

interface LossyRelayOptions {
  /** The hub's port on 127.0.0.1. */
  readonly target: number;
  readonly random: () => number;
  /** Share of the datagrams that are dropped, and that are sent twice. */
  readonly loss?: number;
  readonly duplicates?: number;
  /** Bounds of the delay, in ms. */
  readonly delayMs?: readonly [number, number];
}

/** A network between clients and a hub over UDP that loses, repeats and delays datagrams in both directions. */
export class LossyRelay {
  /** Datagrams passed on and dropped. */
  passed = 0;
  dropped = 0;
  private readonly upstreams = new Map<number, Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private severed = false;

  static listen(options: LossyRelayOptions): Promise<LossyRelay> {
    const socket = createSocket('udp4');
    return new Promise((resolve) => {
      socket.bind(0, '127.0.0.1', () => resolve(new LossyRelay(socket, options)));
    });
  }

  private constructor(
    private readonly socket: Socket,
    private readonly options: LossyRelayOptions,
  ) {
    socket.on('error', () => {});
    socket.on('message', (bytes, { port }) => {
      const upstream = this.upstreamOf(port);
      this.pass(() => upstream.send(bytes, this.options.target, '127.0.0.1', () => {}));
    });
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** From now on nothing gets through. */
  sever(): void {
    this.severed = true;
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.socket.close();
    for (const upstream of this.upstreams.values()) upstream.close();
  }

  private upstreamOf(client: number): Socket {
    const known = this.upstreams.get(client);
    if (known) return known;
    const upstream = createSocket('udp4');
    upstream.on('error', () => {});
    upstream.on('message', (bytes) =>
      this.pass(() => this.socket.send(bytes, client, '127.0.0.1', () => {})),
    );
    this.upstreams.set(client, upstream);
    return upstream;
  }

  private pass(send: () => void): void {
    const { random, loss = 0, duplicates = 0, delayMs: [min, max] = [0, 0] } = this.options;
    if (this.severed || random() < loss) {
      this.dropped += 1;
      return;
    }
    const copies = random() < duplicates ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.passed += 1;
      const timer = setTimeout(
        () => {
          this.timers.delete(timer);
          send();
        },
        min + random() * (max - min),
      );
      this.timers.add(timer);
    }
  }
}
