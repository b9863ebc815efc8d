import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Disposable } from '../../src/util/disposable';

/** What a proxy can do to a connection, one thing at a time. */
export type ConnectionFault = 'cut' | 'reset' | 'half-close' | 'stall' | 'slow';

export interface ChaosOptions {
  /** Where it listens; by default on any free port of 127.0.0.1. */
  readonly at?: { readonly address: string; readonly port: number };
  /** The hub's port on 127.0.0.1. */
  readonly target: number;
  /** Random numbers from 0 to below 1; the same numbers cause the same faults. */
  readonly random: () => number;
  /** Longest time between two faults, in ms. */
  readonly everyMs: number;
  /** How long a connection stays stalled or slow, in ms. */
  readonly faultMs: number;
}

const faults: readonly ConnectionFault[] = ['cut', 'reset', 'half-close', 'stall', 'slow'];

/** Sits between one member and the hub, and disturbs the traffic in every way a network can. */
export class ChaosProxy implements Disposable {
  /** How often each fault was caused. */
  readonly counts: Record<ConnectionFault, number> = {
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

  /** Listens; causes no faults until `startFaults()`. */
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

  /** Starts to cause faults. */
  startFaults(): void {
    const wait = this.options.random() * this.options.everyMs;
    this.timer = setTimeout(() => {
      this.causeFault();
      this.startFaults();
    }, wait);
  }

  /** Stops causing faults. */
  stopFaults(): void {
    clearTimeout(this.timer);
    for (const pair of this.pairs) pair.release();
  }

  /** Cuts every connection and accepts no new one, until `restore()`. */
  sever(): void {
    this.refusing = true;
    for (const pair of this.pairs) pair.destroy();
  }

  restore(): void {
    this.refusing = false;
  }

  /** Forwards nothing on the current connections, which stay open, like a pulled cable. */
  freeze(): void {
    for (const pair of this.pairs) pair.stall();
  }

  dispose(): void {
    this.stopFaults();
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

  private causeFault(): void {
    const { random, faultMs } = this.options;
    const fault = faults[Math.floor(random() * faults.length)] as ConnectionFault;
    const pairs = [...this.pairs];
    const pair = pairs[Math.floor(random() * pairs.length)];
    if (!pair) return;
    this.counts[fault] += 1;
    switch (fault) {
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
        setTimeout(() => pair.release(), faultMs);
        break;
      case 'slow':
        pair.slow();
        setTimeout(() => pair.release(), faultMs);
        break;
    }
  }
}

/** Bytes a slow connection forwards every 5 ms, in each direction. */
const trickle = 64;

/** One connection through the proxy. */
class Pair {
  private readonly directions: readonly [Direction, Direction];

  constructor(
    private readonly near: Socket,
    private readonly far: Socket,
    onGone: () => void,
  ) {
    this.directions = [new Direction(near, far), new Direction(far, near)];
    for (const socket of [near, far]) {
      socket.on('error', () => this.destroy());
      socket.on('close', () => {
        this.destroy();
        onGone();
      });
    }
  }

  stall(): void {
    for (const direction of this.directions) direction.pass(0);
  }

  slow(): void {
    for (const direction of this.directions) direction.pass(trickle);
  }

  release(): void {
    for (const direction of this.directions) direction.pass(Number.POSITIVE_INFINITY);
  }

  /** Tells one side that the other will send nothing more. */
  halfClose(toFar: boolean): void {
    (toFar ? this.far : this.near).end();
  }

  reset(): void {
    for (const socket of [this.near, this.far]) reset(socket);
  }

  destroy(): void {
    this.near.destroy();
    this.far.destroy();
    for (const direction of this.directions) direction.stop();
  }
}

/**
 * A connection that is already ending can't be reset: libuv refuses, and Node would then keep
 * the socket open for good.
 */
function reset(socket: Socket): void {
  if (socket.connecting || socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** Forwards bytes from one socket to the other, at most a given number every 5 ms. */
class Direction {
  private held: Buffer = Buffer.alloc(0);
  private max = Number.POSITIVE_INFINITY;
  private ended = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
  ) {
    from.on('data', (chunk: Buffer) => {
      this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
      // Stop reading from the wire as well, so that the sender's buffers fill up.
      if (this.max === 0) from.pause();
      this.push();
    });
    from.on('end', () => {
      this.ended = true;
      this.push();
    });
    to.on('drain', () => from.resume());
  }

  pass(max: number): void {
    this.max = max;
    if (max > 0) this.from.resume();
    this.push();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.held = Buffer.alloc(0);
  }

  private push(): void {
    if (this.to.destroyed || this.timer) return;
    const now = this.held.subarray(0, Math.min(this.held.length, this.max));
    this.held = this.held.subarray(now.length);
    if (now.length > 0 && this.to.writable && !this.to.write(now)) this.from.pause();
    if (this.held.length > 0 && this.max > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.push();
      }, 5);
    } else if (this.held.length === 0 && this.ended && this.to.writable) this.to.end();
  }
}
