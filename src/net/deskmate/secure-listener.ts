import type { Server, Socket } from 'node:net';
import { createServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import type { RecordArrival } from '../../protocol/arrival';
import { codeAlpn } from '../../protocol/code-frames';
import { fileAlpn } from '../../protocol/file-frames';
import { alpn } from '../../protocol/frames';
import { knockAlpn } from '../../protocol/knock-frames';
import type { Limits } from '../../protocol/limits';
import { voterAlpn } from '../../protocol/voter-frames';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { Arrivals } from '../socket/arrivals';
import { Admission, type AdmissionSlot } from './admission';

export interface SecureListenerOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  /** Gets every connection, also those that are turned away. */
  readonly arrivals: Arrivals;
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined;
  /** Whether this server speaks this protocol now: knocks and room codes can be off. */
  readonly takes: (protocol: typeof knockAlpn | typeof codeAlpn) => boolean;
}

/** The protocols that connections may speak, the most common first. */
const protocols = [alpn, fileAlpn, knockAlpn, codeAlpn, voterAlpn] as const;

/**
 * The longest handshake of a client with certificates, and what follows it at once, in bytes. TLS keeps the certificates,
 * up to 100 KiB of them, as long as the connection lasts.
 */
export const maxHandshakeBytes = 24 * 1024;

/** A connection whose handshake isn't finished. */
interface Newcomer {
  readonly socket: Socket;
  readonly timer: Disposable;
  readonly pass: AdmissionSlot;
  readonly recordArrival: RecordArrival;
}

/**
 * Upgrades TCP connections to TLS. It closes a connection that isn't admitted before TLS costs anything,
 * and one that doesn't complete TLS 1.3 with one of our protocols in time, without sending anything.
 */
export class SecureListener {
  private readonly tls: TlsServer;
  private readonly admission: Admission;
  private readonly newcomers = new Map<string, Newcomer>();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly server: Server,
    private readonly options: SecureListenerOptions,
    private readonly onSecure: (
      socket: TLSSocket,
      pass: AdmissionSlot,
      recordArrival: RecordArrival,
    ) => void,
  ) {
    this.admission = new Admission(options.clock, options.limits, options.random);
    // It never listens itself: it gets the admitted connections.
    this.tls = createServer({
      cert: options.certificate,
      key: options.privateKey,
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
      // Only voters' servers need a certificate, but which protocol the connection is for isn't known yet.
      requestCert: true,
      rejectUnauthorized: false,
      // Not `ALPNProtocols`: Node copies them for each connection, into a buffer that would keep 8 KiB alive.
      ALPNCallback: ({ protocols: offered }) =>
        protocols.find(
          (each) =>
            offered.includes(each) &&
            ((each !== knockAlpn && each !== codeAlpn) || options.takes(each)),
        ),
    });
    this.tls.on('secureConnection', (socket) => this.receive(socket));
    this.tls.on('tlsClientError', (_, socket) => socket.destroy());
    server.on('connection', (socket) => this.admit(socket));
  }

  /** Number of connections whose handshake isn't finished. */
  get pending(): number {
    return this.newcomers.size;
  }

  /** Releases the member's reserved addresses. */
  forget(member: string): void {
    this.admission.forget(member);
  }

  /** Stops listening and closes unfinished handshakes; resolves when every connection is closed. */
  close(): Promise<void> {
    this.closing ??= new Promise((resolve) => this.server.close(() => resolve()));
    for (const { socket } of this.newcomers.values()) socket.destroy();
    return this.closing;
  }

  private admit(socket: Socket): void {
    socket.on('error', ignore);
    const drop = () => void socket.destroy();
    const pass =
      socket.remoteAddress && !this.closing && this.admission.enter(socket.remoteAddress, drop);
    const recordArrival = this.options.arrivals.of(socket);
    recordArrival(pass ? 'tcp' : 'too-many');
    if (!pass) {
      socket.destroy();
      return;
    }
    const name = nameOf(socket);
    // Runs from the start, so that bytes trickling in don't extend it.
    const timer = this.options.clock.after(this.options.limits.handshakeMs, drop);
    this.newcomers.set(name, { socket, timer, pass, recordArrival });
    socket.on('close', () => {
      pass.dispose();
      this.finish(name, socket);
    });
    this.tls.emit('connection', socket);
  }

  private receive(socket: TLSSocket): void {
    socket.on('error', ignore);
    const newcomer = this.finish(nameOf(socket));
    const bytes = newcomer?.socket.bytesRead ?? 0;
    const isLong = bytes > maxHandshakeBytes && socket.getPeerX509Certificate() !== undefined;
    // Node accepts a client that offers no ALPN at all.
    const isKnown = protocols.some((each) => each === socket.alpnProtocol);
    if (newcomer && isKnown && !isLong && !this.closing) {
      newcomer.recordArrival('tls');
      this.onSecure(socket, newcomer.pass, newcomer.recordArrival);
    } else socket.destroy();
  }

  /** The handshake or the connection has ended. */
  private finish(name: string, socket?: Socket): Newcomer | undefined {
    const newcomer = this.newcomers.get(name);
    if (!newcomer || (socket && newcomer.socket !== socket)) return undefined;
    newcomer.timer.dispose();
    this.newcomers.delete(name);
    return newcomer;
  }
}

/** Without a listener, an error of one connection would end the process. */
function ignore(): void {}

/** Identifies a connection of one listener, by its other end. */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
