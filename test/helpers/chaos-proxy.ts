import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Disposable } from '../../src/util/disposable';

/** What a proxy does to a connection, one thing at a time. */
export type Mischief = 'cut' | 'reset' | 'half-close' | 'stall' | 'slow';

export interface ChaosOptions {
  /** Where it listens; 127.0.0.1, on any free port, when absent. */
  readonly at?: { readonly address: string; readonly port: number };
  /** The hub's port on 127.0.0.1. */
  readonly target: number;
  /** Numbers from 0 to below 1: the same ones make the same mischief. */
  readonly random: () => number;
  /** Longest time in ms between two acts. */
  readonly everyMs: number;
  /** How long in ms a stalled or slowed connection stays so. */
  readonly spellMs: number;
}

const mischiefs: readonly Mischief[] = ['cut', 'reset', 'half-close', 'stall', 'slow'];

/** Stands between one member and the hub, and breaks what passes in every way a network can. */
export class ChaosProxy implements Disposable {
  /** How often each thing was done. */
  readonly done: Record<Mischief, number> = {
    cut: 0,
    reset: 0,
    'half-close': 0,
    stall: 0,
    slow: 0,
  };
  private readonly pairs = new Set<Pair>();
  private timer: NodeJS.Timeout | undefined;
  private refusing = false;

  private constructor(
    private readonly server: Server,
    private readonly options: ChaosOptions,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  /** Listens. It is calm until `begin()`. */
  static listen(options: ChaosOptions): Promise<ChaosProxy> {
    const server = createServer({ allowHalfOpen: true });
    const proxy = new ChaosProxy(server, options);
    const { address, port } = options.at ?? { address: '127.0.0.1', port: 0 };
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, () => resolve(proxy));
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Begins its mischief. */
  begin(): void {
    const wait = this.options.random() * this.options.everyMs;
    this.timer = setTimeout(() => {
      this.act();
      this.begin();
    }, wait);
  }

  /** Lets everything pass from now on. */
  calm(): void {
    clearTimeout(this.timer);
    for (const pair of this.pairs) pair.release();
  }

  /** Cuts every connection and lets no new one through, until `mend()`. */
  sever(): void {
    this.refusing = true;
    for (const pair of this.pairs) pair.destroy();
  }

  mend(): void {
    this.refusing = false;
  }

  /** Lets nothing pass on the present connections, which stay open: a pulled cable. */
  freeze(): void {
    for (const pair of this.pairs) pair.stall();
  }

  dispose(): void {
    this.calm();
    this.sever();
    this.server.close();
  }

  private join(near: Socket): void {
    if (this.refusing) {
      near.destroy();
      return;
    }
    const far = connect({ host: '127.0.0.1', port: this.options.target, allowHalfOpen: true });
    const pair = new Pair(near, far, () => this.pairs.delete(pair));
    this.pairs.add(pair);
  }

  private act(): void {
    const { random, spellMs } = this.options;
    const mischief = mischiefs[Math.floor(random() * mischiefs.length)] as Mischief;
    const pairs = [...this.pairs];
    const pair = pairs[Math.floor(random() * pairs.length)];
    if (!pair) return;
    this.done[mischief] += 1;
    switch (mischief) {
      case 'cut':
        pair.destroy();
        break;
      case 'reset':
        pair.reset();
        break;
      case 'half-close':
        pair.halfClose(random() < 0.5);
        break;
      case 'stall':
        pair.stall();
        setTimeout(() => pair.release(), spellMs);
        break;
      case 'slow':
        pair.slow();
        setTimeout(() => pair.release(), spellMs);
        break;
    }
  }
}

/** Bytes a slowed connection passes every 5 ms, each way. */
const trickle = 64;

/** One connection through the proxy. */
class Pair {
  private readonly ways: readonly [Way, Way];

  constructor(
    private readonly near: Socket,
    private readonly far: Socket,
    onGone: () => void,
  ) {
    this.ways = [new Way(near, far), new Way(far, near)];
    for (const socket of [near, far]) {
      socket.on('error', () => this.destroy());
      socket.on('close', () => {
        this.destroy();
        onGone();
      });
    }
  }

  stall(): void {
    for (const way of this.ways) way.pass(0);
  }

  slow(): void {
    for (const way of this.ways) way.pass(trickle);
  }

  release(): void {
    for (const way of this.ways) way.pass(Number.POSITIVE_INFINITY);
  }

  /** Says to one side that the other will not speak again. */
  halfClose(toFar: boolean): void {
    (toFar ? this.far : this.near).end();
  }

  reset(): void {
    for (const socket of [this.near, this.far]) reset(socket);
  }

  destroy(): void {
    this.near.destroy();
    this.far.destroy();
    for (const way of this.ways) way.stop();
  }
}

/**
 * A connection that has begun to end cannot be reset any more: libuv refuses it, and Node would then keep
 * the socket open for good.
 */
function reset(socket: Socket): void {
  if (socket.connecting || socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** Bytes on their way from one socket to the other, as many every 5 ms as it is told. */
class Way {
  private held: Buffer = Buffer.alloc(0);
  private most = Number.POSITIVE_INFINITY;
  private ended = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
  ) {
    from.on('data', (chunk: Buffer) => {
      this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
      // What is held back must not be read from the wire either: the sender has to feel it.
      if (this.most === 0) from.pause();
      this.push();
    });
    from.on('end', () => {
      this.ended = true;
      this.push();
    });
    to.on('drain', () => from.resume());
  }

  pass(most: number): void {
    this.most = most;
    if (most > 0) this.from.resume();
    this.push();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.held = Buffer.alloc(0);
  }

  private push(): void {
    if (this.to.destroyed || this.timer) return;
    const now = this.held.subarray(0, Math.min(this.held.length, this.most));
    this.held = this.held.subarray(now.length);
    if (now.length > 0 && this.to.writable && !this.to.write(now)) this.from.pause();
    if (this.held.length > 0 && this.most > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.push();
      }, 5);
    } else if (this.held.length === 0 && this.ended && this.to.writable) this.to.end();
  }
}
