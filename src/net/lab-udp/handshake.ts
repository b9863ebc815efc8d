import { randomBytes } from 'node:crypto';
import type { SocketAddress } from '../../protocol/endpoint';
import { NetError } from '../../protocol/net-error';
import type { Disposable } from '../../util/disposable';
import { type ConnectedPort, connectUdp } from '../socket/udp';
import { cookieBytes, type Datagram, decodeDatagram, sessionBytes } from './datagram';
import { DatagramWire } from './datagram-wire';
import { errorForReason } from './end-reason';
import { firstTimeoutMs, maxTimeoutMs } from './round-trip';
import type { LabUdpOptions } from './udp-server';

export type UdpWelcome = Extract<Datagram, { readonly type: 'welcome' }>;

/** Maximum number of cookies used at once; a hub that sends more of them gets the next HELLO when it is due. */
const maxPromptHellos = 3;

/**
 * The beginning of a session: HELLO until the hub at this address sends a cookie, then HELLO with that
 * cookie until it welcomes us.
 */
export class Handshake {
  readonly session = randomBytes(sessionBytes);
  readonly wire: DatagramWire;
  /** Resolves with this handshake when there is a hub; rejects with a `NetError` if not. */
  readonly found: Promise<Handshake>;
  /** Resolves when the hub welcomes us, in line or in; only after `enter()`. */
  readonly welcomed: Promise<UdpWelcome>;
  /** Handles further datagrams of the session. */
  onDatagram: (bytes: Buffer, datagram: Datagram) => void = () => {};
  private cookie: Buffer = Buffer.alloc(cookieBytes);
  private state: 'asking' | 'found' | 'entering' | 'welcomed' | 'failed' = 'asking';
  private promptHellos = 0;
  private timer: Disposable | undefined;
  private resolveFound: () => void = () => {};
  private resolveWelcomed: (welcome: UdpWelcome) => void = () => {};
  private reject: (error: NetError) => void = () => {};

  constructor(
    readonly port: ConnectedPort,
    readonly remote: SocketAddress,
    private readonly options: LabUdpOptions,
  ) {
    this.wire = new DatagramWire(port, remote, this.session, options);
    const failed = new Promise<never>((_, reject) => {
      this.reject = reject;
    });
    this.found = Promise.race([
      failed,
      new Promise<Handshake>((resolve) => {
        this.resolveFound = () => resolve(this);
      }),
    ]);
    this.welcomed = Promise.race([
      failed,
      new Promise<UdpWelcome>((resolve) => {
        this.resolveWelcomed = resolve;
      }),
    ]);
    // Whoever awaits them handles it; the other one is dropped.
    this.found.catch(() => {});
    this.welcomed.catch(() => {});
    port.onDatagram(({ bytes }) => this.receive(bytes));
    port.onUnreachable((error) => this.fail(error));
    this.repeat(firstTimeoutMs);
  }

  /** Asks the hub to let us in. */
  enter(): void {
    if (this.state !== 'found') return;
    this.state = 'entering';
    this.timer?.dispose();
    this.repeat(firstTimeoutMs);
  }

  hello(): void {
    this.wire.send({ type: 'hello', cookie: this.cookie });
  }

  /** Gives up; tells the hub if it may have a session for us. */
  async close(): Promise<void> {
    this.timer?.dispose();
    if (this.state === 'entering' || this.state === 'welcomed') {
      this.wire.send({ type: 'bye', reason: '' });
    }
    this.state = 'failed';
    await this.port.close();
  }

  /** Sends HELLO now and until something comes. */
  private repeat(waitMs: number): void {
    this.hello();
    this.timer = this.options.clock.after(waitMs, () => this.repeat(maxTimeoutMs));
  }

  private receive(bytes: Buffer): void {
    const decoded = decodeDatagram(bytes);
    if (!decoded.ok) {
      this.fail(this.strange(decoded.problem));
      return;
    }
    const { session, datagram } = decoded;
    if (!session.equals(this.session)) return;
    if (this.state === 'welcomed') {
      this.onDatagram(bytes, datagram);
      return;
    }
    this.wire.received(bytes);
    switch (datagram.type) {
      case 'cookie':
        this.handleCookie(Buffer.from(datagram.cookie));
        break;
      case 'welcome':
        if (this.state !== 'entering') return;
        this.state = 'welcomed';
        this.timer?.dispose();
        this.resolveWelcomed(datagram);
        break;
      case 'refused':
        this.fail(errorForReason(datagram.reason));
        break;
      default:
      // Sent before we know that we are in: the hub repeats it.
    }
  }

  private handleCookie(cookie: Buffer): void {
    if (this.state === 'failed' || cookie.equals(this.cookie)) return;
    this.cookie = cookie;
    if (this.state === 'asking') {
      this.state = 'found';
      this.timer?.dispose();
      this.resolveFound();
    } else if (this.state === 'entering' && this.promptHellos < maxPromptHellos) {
      this.promptHellos += 1;
      this.hello();
    }
  }

  private strange(problem: 'malformed' | 'other-version'): NetError {
    const { address, port } = this.remote;
    return problem === 'other-version'
      ? new NetError('other-version', `${address}:${port} speaks another version`)
      : new NetError('not-chat', `${address}:${port} sends datagrams of another protocol`);
  }

  /** Errors count during the handshake only: later they could be forged to end a session. */
  private fail(error: NetError): void {
    if (this.state === 'welcomed' || this.state === 'failed') return;
    this.state = 'failed';
    this.timer?.dispose();
    this.reject(error);
  }
}

/** Begins to greet the hub at an address. @throws {NetError} when there is no route to it */
export async function startHandshake(
  remote: SocketAddress,
  options: LabUdpOptions,
): Promise<Handshake> {
  return new Handshake(await connectUdp(remote), remote, options);
}
