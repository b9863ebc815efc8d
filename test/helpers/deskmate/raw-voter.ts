import type { AddressInfo, Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect,
  createServer,
  type Server,
  type TLSSocket,
} from 'node:tls';
import { type VoterFrame, voterAlpn } from '../../../src/protocol/voter-frames';
import { waitFor } from '../wait-for';
import type { Identity } from './tls-server';

/** A voter's server without any rules: it sends whatever the test says and keeps whatever it reads. */
export class RawVoter {
  private heard = '';
  closed = false;
  failure = '';

  private constructor(readonly socket: TLSSocket) {
    socket.setNoDelay(true);
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.heard += text;
    });
    socket.on('close', () => {
      this.closed = true;
    });
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      this.failure = code;
    });
  }

  static dial(
    port: number,
    identity: Identity | undefined,
    options: ConnectionOptions = {},
  ): RawVoter {
    const { certificate: cert, privateKey: key } = identity?.pair ?? {};
    const socket = connect({
      ...{ host: '127.0.0.1', port, ca: [], rejectUnauthorized: false },
      ...(cert !== undefined && key !== undefined && { cert, key }),
      ALPNProtocols: [voterAlpn],
      ...options,
    });
    return new RawVoter(socket);
  }

  /** A connection that a server under test has dialed. */
  static of(socket: TLSSocket): RawVoter {
    return new RawVoter(socket);
  }

  get frames(): readonly (VoterFrame | { readonly type: 'ping' | 'pong' })[] {
    const lines = this.heard.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  }

  send(...frames: readonly object[]): void {
    this.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Waits until it has received this many frames of a type. */
  async receives(type: string, count = 1): Promise<void> {
    await waitFor(
      () => this.frames.filter((frame) => frame.type === type).length >= count,
      () => `${count} ${type}; heard ${this.heard.slice(-300)}`,
    );
  }

  async isClosed(): Promise<void> {
    await waitFor(
      () => this.closed,
      () => `closed; heard ${this.heard.slice(-300)}`,
    );
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** A voter's server without any rules. */
export class RawVoterServer {
  /** The connections after their handshakes. */
  readonly voters: RawVoter[] = [];
  private readonly sockets: Socket[] = [];

  private constructor(
    private readonly server: Server,
    readonly pin: string,
  ) {
    server.on('connection', (socket: Socket) => {
      this.sockets.push(socket);
      socket.on('error', () => {});
    });
    server.on('secureConnection', (socket) => this.voters.push(RawVoter.of(socket)));
  }

  static async listen({ pair, pin }: Identity, port = 0): Promise<RawVoterServer> {
    const server = createServer({
      ...{ cert: pair.certificate, key: pair.privateKey, minVersion: 'TLSv1.3' },
      ...{ ALPNProtocols: [voterAlpn], requestCert: true, rejectUnauthorized: false },
    });
    const listening = new RawVoterServer(server, pin);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return listening;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get at() {
    return { pin: this.pin, addresses: ['127.0.0.1'], port: this.port };
  }

  /** Number of TCP connections so far. */
  get dials(): number {
    return this.sockets.length;
  }

  /** Waits for its n-th connection. */
  next(index = 0): Promise<RawVoter> {
    return waitFor(() => this.voters[index], `connection ${index}`);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
