import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { ToMember } from '../../../src/protocol/frames';
import { waitFor } from '../wait-for';

type Frame<T extends ToMember['type']> = Extract<ToMember, { type: T }>;

/** Everything needed to come back as the member one was. */
export interface Membership {
  readonly id: string;
  readonly key: string;
}

/** A deskmate/1 client with no manners of its own: it sends what it is told and keeps what it hears. */
export class RawMember {
  private received = '';
  private parsed = 0;
  private readonly list: ToMember[] = [];
  closed = false;

  private constructor(readonly socket: TLSSocket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.received += chunk.toString('utf8');
    });
    socket.on('close', () => {
      this.closed = true;
    });
    // How it ends is what tests are about; `closed` tells that it did.
    socket.on('error', () => {});
  }

  /** Begins a connection; `options` may spoil it. */
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

  /** All that was heard, as it came. */
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

  /** Forgets what was heard so far; it must end with whole lines. */
  clear(): void {
    this.received = '';
    this.parsed = 0;
    this.list.length = 0;
  }

  all<T extends ToMember['type']>(type: T): readonly Frame<T>[] {
    return this.frames.filter((frame): frame is Frame<T> => frame.type === type);
  }

  /** Each frame as a line, all in one write. */
  send(...frames: readonly object[]): void {
    this.socket.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The first frame of a type that `test` accepts, once it is there. */
  hears<T extends ToMember['type']>(
    type: T,
    test: (frame: Frame<T>) => boolean = () => true,
  ): Promise<Frame<T>> {
    const heard = () => `${type}; heard ${this.received.slice(-400)}`;
    return waitFor(() => this.all(type).find(test), heard) as Promise<Frame<T>>;
  }

  async hearsText(text: string): Promise<void> {
    await this.hears('message', (frame) => frame.text === text);
  }

  /** Waits until the other side has closed the connection. */
  async gone(): Promise<void> {
    await waitFor(
      () => this.closed,
      () => `closed; heard ${this.received.slice(-400)}`,
    );
  }

  destroy(): void {
    this.socket.destroy();
  }
}
