import type { Server, Socket } from 'node:net';
import { createServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import { alpn } from '../../protocol/frames';
import type { Limits } from '../../protocol/limits';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Admission, type Pass } from './admission';

export interface SecureListenerOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined;
}

/** A connection whose handshake is not over. */
interface Newcomer {
  readonly socket: Socket;
  readonly timer: Disposable;
  readonly pass: Pass;
}

/**
 * Turns TCP connections into TLS ones. What its address is not admitted for is closed before TLS costs
 * anything; what is no TLS 1.3 with our ALPN within the time allowed is closed without a word.
 */
export class SecureListener {
  private readonly tls: TlsServer;
  private readonly admission: Admission;
  private readonly newcomers = new Map<string, Newcomer>();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly server: Server,
    private readonly options: SecureListenerOptions,
    private readonly onSecure: (socket: TLSSocket, pass: Pass) => void,
  ) {
    this.admission = new Admission(options.clock, options.limits, options.random);
    // It never listens by itself: it is given the connections that were admitted.
    this.tls = createServer({
      cert: options.certificate,
      key: options.privateKey,
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
      ALPNProtocols: [alpn],
    });
    this.tls.on('secureConnection', (socket) => this.receive(socket));
    this.tls.on('tlsClientError', (_, socket) => socket.destroy());
    server.on('connection', (socket) => this.admit(socket));
  }

  /** Connections whose handshake is not over. */
  get pending(): number {
    return this.newcomers.size;
  }

  /** The member's addresses have no places of their own any more. */
  forget(member: string): void {
    this.admission.forget(member);
  }

  /** Stops listening; resolves when every connection is gone, of which only the unfinished are cut. */
  close(): Promise<void> {
    this.closing ??= new Promise((resolve) => this.server.close(() => resolve()));
    for (const { socket } of this.newcomers.values()) socket.destroy();
    return this.closing;
  }

  private admit(socket: Socket): void {
    // Without a listener an error of one connection would end the process.
    socket.on('error', () => {});
    const pass =
      socket.remoteAddress &&
      !this.closing &&
      this.admission.enter(socket.remoteAddress, () => socket.destroy());
    if (!pass) {
      socket.destroy();
      return;
    }
    const name = nameOf(socket);
    // Counted from the start, so that bytes that trickle in prolong nothing.
    const timer = this.options.clock.after(this.options.limits.handshakeMs, () => socket.destroy());
    this.newcomers.set(name, { socket, timer, pass });
    socket.once('close', () => {
      pass.dispose();
      this.finish(name, socket);
    });
    this.tls.emit('connection', socket);
  }

  private receive(socket: TLSSocket): void {
    socket.on('error', () => {});
    const pass = this.finish(nameOf(socket));
    // A client that offers no ALPN at all is let through by Node.
    if (pass && socket.alpnProtocol === alpn && !this.closing) this.onSecure(socket, pass);
    else socket.destroy();
  }

  /** The handshake is over, or the connection. */
  private finish(name: string, socket?: Socket): Pass | undefined {
    const newcomer = this.newcomers.get(name);
    if (!newcomer || (socket && newcomer.socket !== socket)) return undefined;
    newcomer.timer.dispose();
    this.newcomers.delete(name);
    return newcomer.pass;
  }
}

/** Tells a connection from all others of one listener, by its other end. */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
