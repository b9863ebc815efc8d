import { connect, type Socket } from 'node:net';
import { waitFor } from './wait-for';

/** A bare TCP client that keeps every byte it hears, and can behave badly. */
export class RawClient {
  private readonly chunks: Buffer[] = [];
  private ended = false;
  private gone = false;
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
    // A reset is what some tests are about; `closed` tells that it came.
    socket.on('error', () => {});
  }

  /** Connects, and reads from the start unless `reading` is false. */
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

  /** The other side has said that it will send no more. */
  get atEnd(): boolean {
    return this.ended;
  }

  get closed(): boolean {
    return this.gone;
  }

  write(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Writes the chunks one by one, each as a segment of its own as far as time can make it so. */
  async writeApart(chunks: readonly (string | Uint8Array)[], pauseMs = 15): Promise<void> {
    for (const chunk of chunks) {
      this.socket.write(chunk);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** From now on the operating system's buffers fill up, and then the sender's. */
  stopReading(): void {
    this.socket.pause();
  }

  readOn(): void {
    this.socket.resume();
  }

  /** Forgets what was heard so far. */
  clear(): void {
    this.chunks.length = 0;
  }

  /** Closes in an orderly way, without `q`. */
  end(): void {
    this.socket.end();
  }

  /** Ends with RST, as a program does that is killed with unread data. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Lets go of the socket at the end of a test. */
  destroy(): void {
    this.socket.destroy();
  }

  /** Waits until `part` was heard. */
  async hears(part: string): Promise<void> {
    await waitFor(
      () => this.text.includes(part),
      () => `${this.name} hears ${JSON.stringify(part)}; heard ${excerpt(this.text)}`,
    );
  }
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 400 ? `…${text.slice(-400)}` : text);
}
