import type { TLSSocket } from 'node:tls';
import type { Listener } from '../../protocol/frames';
import { type VoterFrame, voterAlpn } from '../../protocol/voter-frames';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { ReadLimiter } from '../socket/read-limiter';
import type { CertificatePair } from './certificate';
import { secureDial } from './secure-dial';
import { VoterConnection, type VoterConnectionOptions } from './voter-connection';

/** Maximum number of frames that wait until a new connection is there; then the oldest go. */
const maxWaiting = 16;

/** Maximum number of connections to one server: each end may have dialed, and an old one may not have ended yet. */
const maxConnections = 3;

/** How long after a failed dial to wait before the next one, in ms: doubles up to the limit. */
const firstRestMs = 1000;

export interface VoterPeerOptions extends Omit<VoterConnectionOptions, 'isKnown' | 'readLimiter'> {
  /** This server's own certificate. */
  readonly identity: CertificatePair;
  /** For those who are known as voters, and for others. */
  readonly readLimiter: ReadLimiter;
  readonly strangerLimiter: ReadLimiter;
}

/**
 * Another voter's server, and the connections to it in both directions. When both ends dial at once, both connections
 * stay: closing one could lose what is on its way.
 */
export class VoterPeer {
  private readonly frames = new Emitter<VoterFrame>();
  readonly onFrame = this.frames.event;
  private readonly ends = new Emitter<void>();
  /** Fires when there is no connection any more. */
  readonly onEnd = this.ends.event;
  /** The oldest first, with what to do when this server becomes known. */
  private readonly connections = new Map<VoterConnection, () => void>();
  /** The one to send over: the latest that something came from. */
  private current: VoterConnection | undefined;
  private waiting: VoterFrame[] = [];
  private dialing: AbortController | undefined;
  private failures = 0;
  /** Runs while this end doesn't dial, because its last attempt failed. */
  private rest: Disposable | undefined;
  private isKnown = false;
  private isClosed = false;

  constructor(
    readonly pin: string,
    private readonly options: VoterPeerOptions,
  ) {}

  /** It is a voter: this end has reason to send to it. */
  know(): void {
    if (this.isKnown) return;
    this.isKnown = true;
    for (const [connection, onKnown] of this.connections) {
      connection.becameKnown();
      onKnown();
    }
  }

  send(to: Listener, frame: VoterFrame): void {
    if (this.isClosed) return;
    if (this.current) this.current.send(frame);
    else if (to.addresses.length > 0 && !this.rest) {
      this.waiting.push(frame);
      if (this.waiting.length > maxWaiting) this.waiting.shift();
      if (!this.dialing) void this.dial(to);
    }
  }

  /**
   * Takes a connection after its handshake.
   * @param isOwn whether this end has dialed
   * @param onKnown called once when the other end is known as a voter, or at once if it is
   */
  add(secure: TLSSocket, isOwn: boolean, onKnown: () => void = () => {}): void {
    const { readLimiter, strangerLimiter, ...options } = this.options;
    const isKnown = () => this.isKnown;
    const limiter = () => (this.isKnown ? readLimiter : strangerLimiter);
    // Handling a line may make it known: the limiter that has begun with the line counts it.
    let begun = limiter();
    const connection = new VoterConnection(secure, {
      ...{ ...options, isKnown },
      readLimiter: {
        read: (bytes) => limiter().read(bytes),
        begin: () => {
          begun = limiter();
          begun.begin();
        },
        delivered: () => begun.delivered(),
      },
    });
    this.connections.set(connection, onKnown);
    if (this.isKnown) onKnown();
    connection.onFrame((frame) => {
      this.current = connection;
      this.succeeded();
      this.frames.fire(frame);
    });
    connection.onEnd(() => {
      this.remove(connection);
      // A server that accepts connections and never sends anything counts as one that refuses them.
      if (isOwn && !connection.hasHeard) this.failed();
    });
    if (this.connections.size > maxConnections) [...this.connections.keys()][0]?.drop();
    this.current ??= connection;
    for (const frame of this.waiting.splice(0)) this.current.send(frame);
    connection.start();
  }

  /** Sends what is queued and closes all connections; resolves when they are closed. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.dialing?.abort();
    this.rest?.dispose();
    this.waiting = [];
    await Promise.all(Array.from(this.connections.keys(), (connection) => connection.close()));
    this.frames.dispose();
    this.ends.dispose();
  }

  /** Closes all connections without sending anything. */
  drop(): void {
    void this.close();
    for (const connection of [...this.connections.keys()]) connection.drop();
  }

  private async dial({ addresses, port }: Listener): Promise<void> {
    const { clock, identity, limits } = this.options;
    const attempt = new AbortController();
    this.dialing = attempt;
    const dialing = { clock, timeoutMs: limits.voterDialMs, alpn: voterAlpn, identity };
    try {
      const { socket } = await secureDial(
        { addresses, port, pin: this.pin },
        dialing,
        attempt.signal,
      );
      if (attempt.signal.aborted) socket.destroy();
      else this.add(socket, true);
    } catch {
      this.failed();
    }
    this.dialing = undefined;
  }

  private remove(connection: VoterConnection): void {
    this.connections.delete(connection);
    if (this.current === connection) this.current = [...this.connections.keys()].at(-1);
    if (this.connections.size === 0) this.ends.fire();
  }

  private failed(): void {
    this.waiting = [];
    if (this.isClosed) return;
    const restMs = Math.min(firstRestMs * 2 ** this.failures, this.options.limits.voterRestMs);
    this.failures = Math.min(this.failures + 1, 30);
    this.rest?.dispose();
    this.rest = this.options.clock.after(restMs, () => {
      this.rest = undefined;
    });
  }

  private succeeded(): void {
    this.failures = 0;
    this.rest?.dispose();
    this.rest = undefined;
  }
}
