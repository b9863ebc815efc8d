import assert from 'node:assert/strict';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { pinOf } from '../../../src/net/deskmate/certificate';
import { waitFor } from '../wait-for';

interface Frame {
  readonly type: string;
}

/** What a test may change; `localAddress` makes it another computer. */
export type RawOptions = ConnectionOptions & { readonly localAddress?: string };

/** Someone without any rules: it sends whatever the test says and keeps whatever it reads. */
export class RawFrames<F extends Frame> {
  private heard = '';
  closed = false;
  failure = '';
  readonly socket: TLSSocket;

  /** @param options may differ from what a guest uses */
  constructor(port: number, alpn: string, options: RawOptions = {}) {
    const socket = connect({
      ...{ host: '127.0.0.1', port, ca: [], rejectUnauthorized: false },
      ALPNProtocols: [alpn],
      ...options,
    });
    this.socket = socket;
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

  get frames(): readonly F[] {
    const lines = this.heard.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as F);
  }

  /** The pin of the certificate at the other end. */
  get pin(): string {
    return pinOf(this.socket.getPeerX509Certificate()?.raw ?? Buffer.of());
  }

  send(...frames: readonly object[]): void {
    this.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Waits for the frame at this place, which must be of this type. */
  async receives<T extends F['type']>(type: T, at = 0): Promise<Extract<F, { type: T }>> {
    await waitFor(
      () => this.frames.length > at || this.closed,
      () => `${type}; heard ${this.heard}`,
    );
    const frame = this.frames[at];
    assert.equal(frame?.type, type, this.heard);
    return frame as Extract<F, { type: T }>;
  }

  /** Waits until it is refused with this code, and closed. @param more the other fields */
  async refused(code: string, more: object = {}): Promise<void> {
    await waitFor(
      () => this.closed,
      () => `closed; heard ${this.heard}`,
    );
    assert.deepEqual(this.frames.at(-1), { type: 'refused', code, ...more });
  }

  destroy(): void {
    this.socket.destroy();
  }
}
