import { connect, type Socket } from 'node:net';
import { waitFor } from './wait-for';

/** A plain TCP client that keeps every byte it receives, and can break the rules. */
export class RawClient {
  private readonly chunks: Buffer[] = [];
  private ended = false;
  private gone = false;
  /** The operating system's code for how the connection broke: `ECONNRESET`. */
  failure: string | undefined;
  /** This end's address as Python prints it, which is its name in a lab room. */
  readonly name: string;

  private constructor(readonly socket: Socket) {
    const { localAddress, localPort, localFamily } = socket;
    const scope = localFamily === 'IPv6' ? ', 0, 0' : '';
    this.name = `('${localAddress}', ${localPort}${scope})`;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.chunks.push(chunk));
    socket.on('end', () => {
      this.ended = true;
    });
    socket.on('close', () => {
      this.gone = true;
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      this.failure = code;
    });
  }

  /** Connects, and starts to read unless `reading` is false. */
  static async connect(port: number, host = '127.0.0.1', reading = true): Promise<RawClient> {
    const socket = connect({ port, host });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const client = new RawClient(socket);
    if (!reading) client.stopReading();
    return client;
  }

  /** The bytes of each read. */
  get reads(): readonly Buffer[] {
    return this.chunks;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }

  /** Whether the other side has ended its stream. */
  get atEnd(): boolean {
    return this.ended;
  }

  get closed(): boolean {
    return this.gone;
  }

  write(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Writes the chunks one by one, with pauses so that each is likely to be a separate segment. */
  async writeApart(chunks: readonly (string | Uint8Array)[], pauseMs = 15): Promise<void> {
    for (const chunk of chunks) {
      this.socket.write(chunk);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** Stops reading: the operating system's buffers fill up, then the sender's. */
  stopReading(): void {
    this.socket.pause();
  }

  readOn(): void {
    this.socket.resume();
  }

  /** Forgets what was received so far. */
  clear(): void {
    this.chunks.length = 0;
  }

  /** Closes gracefully, without `q`. */
  end(): void {
    this.socket.end();
  }

  /** Closes with RST, as a program killed with unread data does. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Closes the socket at the end of a test. */
  destroy(): void {
    this.socket.destroy();
  }

  /** Waits until `part` has been received. */
  async receives(part: string): Promise<void> {
    await waitFor(
      () => this.text.includes(part),
      () => `${this.name} receives ${JSON.stringify(part)}; received ${excerpt(this.text)}`,
    );
  }
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 400 ? `…${text.slice(-400)}` : text);
}
