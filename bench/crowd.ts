import { connect, type Socket } from 'node:net';

/** Finds the time stamps of {@link stamp} in what a member hears. */
const STAMP = /@(\d+\.\d+)@/g;

/** Bytes of one read; shared by all members, for a read is used up before the next one. */
const READ_BYTES = 64 * 1024;

/** The members of a room, on one thread, doing as little as possible for each read. */
export class Crowd {
  private readonly sockets: Socket[] = [];
  private received = 0;
  private lost: string | undefined;
  private wanted: { readonly bytes: number; readonly reached: () => void } | undefined;
  private samples: number[] | undefined;
  private readonly shared = Buffer.allocUnsafeSlow(READ_BYTES);

  get size(): number {
    return this.sockets.length;
  }

  /** Bytes all members have heard together. */
  get bytes(): number {
    return this.received;
  }

  /** Lets one more member in; `watched` members tell the times of the stamps that they hear. */
  async join(port: number, watched: boolean): Promise<void> {
    const socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: this.shared,
        callback: (length, buffer) => {
          if (watched && this.samples) this.sample(buffer as Buffer, length);
          this.count(length);
          return true;
        },
      },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    socket.on('error', (error) => this.lose(error.message));
    socket.on('close', () => this.lose('the hub closed the connection'));
    this.sockets.push(socket);
  }

  /** Bytes that a hub puts before what this member says: its address and a colon. */
  prefixBytes(member: number): number {
    return `('127.0.0.1', ${this.sockets[member]?.localPort}):`.length;
  }

  say(member: number, message: string | Uint8Array): void {
    this.sockets[member]?.write(message);
  }

  /**
   * Resolves as soon as `bytes` have been heard in all since the crowd came together.
   *
   * @throws {Error} when a member loses its connection, or after `ms` milliseconds
   */
  async hear(bytes: number, ms = 20_000): Promise<void> {
    if (this.received >= bytes) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wanted = { bytes, reached: resolve };
      timer = setTimeout(() => this.lose(`${bytes - this.received} bytes did not arrive`), ms);
    });
    clearTimeout(timer);
    this.wanted = undefined;
    if (this.lost) throw new Error(`The crowd cannot go on: ${this.lost}.`);
  }

  /** Resolves when nobody has heard anything for `ms` milliseconds, 30 seconds at most. */
  async quiet(ms: number): Promise<void> {
    const deadline = performance.now() + 30_000;
    let before = -1;
    while (before !== this.received && performance.now() < deadline) {
      before = this.received;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }

  /** Starts to collect delivery times, in milliseconds. */
  watch(): number[] {
    this.samples = [];
    return this.samples;
  }

  unwatch(): void {
    this.samples = undefined;
  }

  leave(): void {
    for (const socket of this.sockets) {
      socket.removeAllListeners('close');
      socket.destroy();
    }
  }

  private count(length: number): void {
    this.received += length;
    if (this.wanted && this.received >= this.wanted.bytes) this.wanted.reached();
  }

  private lose(why: string): void {
    this.lost ??= why;
    this.wanted?.reached();
  }

  private sample(buffer: Buffer, length: number): void {
    const now = performance.now();
    for (const match of buffer.toString('latin1', 0, length).matchAll(STAMP)) {
      this.samples?.push(now - Number(match[1]));
    }
  }
}

/** A message of `bytes` bytes that tells when it was sent. */
export function stamp(bytes: number): string {
  return `@${performance.now().toFixed(3)}@`.padEnd(bytes, '.');
}
