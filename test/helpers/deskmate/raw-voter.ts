import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
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
    socket.on('data', (chunk) => {
      this.heard += chunk.toString('utf8');
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

  /** Takes a connection that a server under test has dialed. */
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
