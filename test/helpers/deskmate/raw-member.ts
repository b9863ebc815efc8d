import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { ToMember } from '../../../src/protocol/frames';
import { waitFor } from '../wait-for';

type Frame<T extends ToMember['type']> = Extract<ToMember, { type: T }>;

/** Everything a client needs to come back as the same member. */
export interface Membership {
  readonly id: string;
  readonly key: string;
}

/** A deskmate/1 client without any rules: it sends whatever the test says and keeps whatever it reads. */
export class RawMember {
  private received = '';
  private parsed = 0;
  private readonly list: ToMember[] = [];
  closed = false;

  private constructor(readonly socket: TLSSocket) {
    socket.setNoDelay(true);
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.received += text;
    });
    socket.on('close', () => {
      this.closed = true;
    });
    // Tests check how it ends; `closed` says that it has.
    socket.on('error', () => {});
  }

  /** Starts to connect; `options` may break the handshake. */
  static dial(port: number, options: ConnectionOptions = {}): RawMember {
    return new RawMember(
      connect({
        host: '127.0.0.1',
        port,
        ca: [],
        rejectUnauthorized: false,
        minVersion: 'TLSv1.3',
        ALPNProtocols: ['deskmate/1'],
        ...options,
      }),
    );
  }

  static async connect(port: number): Promise<RawMember> {
    const member = RawMember.dial(port);
    await new Promise<void>((resolve, reject) => {
      member.socket.once('secureConnect', resolve);
      member.socket.once('error', reject);
    });
    return member;
  }

  /** Everything read so far, unchanged. */
  get text(): string {
    return this.received;
  }

  get frames(): readonly ToMember[] {
    const end = this.received.lastIndexOf('\n') + 1;
    if (end > this.parsed) {
      for (const line of this.received.slice(this.parsed, end).split('\n')) {
        if (line) this.list.push(JSON.parse(line) as ToMember);
      }
      this.parsed = end;
    }
    return this.list;
  }

  /** Forgets what was read so far, which must end with a complete line. */
  clear(): void {
    this.received = '';
    this.parsed = 0;
    this.list.length = 0;
  }

  all<T extends ToMember['type']>(type: T): readonly Frame<T>[] {
    return this.frames.filter((frame): frame is Frame<T> => frame.type === type);
  }

  /** Sends each frame as a line, all in one write. */
  send(...frames: readonly object[]): void {
    this.socket.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Waits for the first frame of a type that `test` accepts. */
  receives<T extends ToMember['type']>(
    type: T,
    test: (frame: Frame<T>) => boolean = () => true,
  ): Promise<Frame<T>> {
    const heard = () => `${type}; heard ${this.received.slice(-400)}`;
    return waitFor(() => this.all(type).find(test), heard) as Promise<Frame<T>>;
  }

  async receivesText(text: string): Promise<void> {
    await this.receives('message', (frame) => frame.text === text);
  }

  /** Waits until the other side has closed the connection. */
  async gone(): Promise<void> {
    await waitFor(
      () => this.closed,
      () => `closed; received ${this.received.slice(-400)}`,
    );
  }

  destroy(): void {
    this.socket.destroy();
  }
}
