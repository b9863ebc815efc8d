import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { pinOf } from '../../../src/net/deskmate/certificate';
import { codeOf, commitmentOf } from '../../../src/net/deskmate/knock-code';
import { type KnockFrameToGuest, knockAlpn } from '../../../src/protocol/knock-frames';
import { waitFor } from '../wait-for';

export const knockId = '00112233445566aa';

/** Someone who knocks without any rules: it sends whatever the test says and keeps whatever it reads. */
export class RawKnock {
  readonly g = randomBytes(32).toString('base64url');
  private heard = '';
  closed = false;
  failure = '';

  private constructor(
    readonly socket: TLSSocket,
    readonly name: string,
  ) {
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

  static dial(port: number, name = 'Bo', options: ConnectionOptions = {}): RawKnock {
    const socket = connect({
      ...{ host: '127.0.0.1', port, ca: [], rejectUnauthorized: false },
      ALPNProtocols: [knockAlpn],
      ...options,
    });
    return new RawKnock(socket, name);
  }

  get frames(): readonly KnockFrameToGuest[] {
    const lines = this.heard.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as KnockFrameToGuest);
  }

  get knock() {
    const { name, g } = this;
    return { type: 'knock', version: 1, name, commit: commitmentOf(name, g) };
  }

  get open() {
    return { type: 'open', g: this.g };
  }

  send(...frames: readonly object[]): void {
    this.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Waits for the frame at this place, which must be of this type. */
  async receives<T extends KnockFrameToGuest['type']>(
    type: T,
    at = 0,
  ): Promise<Extract<KnockFrameToGuest, { type: T }>> {
    await waitFor(
      () => this.frames.length > at || this.closed,
      () => `${type}; heard ${this.heard}`,
    );
    const frame = this.frames[at];
    assert.equal(frame?.type, type, this.heard);
    return frame as Extract<KnockFrameToGuest, { type: T }>;
  }

  /** Waits until it is refused with this code, and closed. */
  async refused(code: string): Promise<void> {
    await waitFor(
      () => this.closed,
      () => `closed; heard ${this.heard}`,
    );
    assert.deepEqual(this.frames.at(-1), { type: 'refused', code });
  }

  /** Knocks, and opens when the host has answered. Returns the digits that the guest would show. */
  async knocks(): Promise<string> {
    this.send(this.knock);
    const { h, roomId, room, host } = await this.receives('nonce');
    this.send(this.open);
    const { commit } = this.knock;
    const pin = pinOf(this.socket.getPeerX509Certificate()?.raw ?? Buffer.of());
    return codeOf({ pin, roomId, room, host, name: this.name, commit, h, g: this.g });
  }

  destroy(): void {
    this.socket.destroy();
  }
}
