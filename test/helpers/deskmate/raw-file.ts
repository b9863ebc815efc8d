import { connect, type TLSSocket } from 'node:tls';
import { waitFor } from '../wait-for';

/** A file connection without any rules: it sends whatever the test says and keeps whatever it reads. */
export class RawFile {
  private received = Buffer.alloc(0);
  closed = false;

  private constructor(readonly socket: TLSSocket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
    });
    socket.on('close', () => {
      this.closed = true;
    });
    // Tests check how it ends; `closed` says that it has.
    socket.on('error', () => {});
  }

  static async connect(port: number): Promise<RawFile> {
    const socket = connect({
      ...{ host: '127.0.0.1', port, ca: [], rejectUnauthorized: false },
      ...{ minVersion: 'TLSv1.3', ALPNProtocols: ['deskmate-file/1'] },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });
    return new RawFile(socket);
  }

  /** Everything read so far. */
  get bytes(): Buffer {
    return this.received;
  }

  send(frame: object): void {
    this.write(`${JSON.stringify(frame)}\n`);
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Waits for a line, and takes it out of what was read. */
  async line(): Promise<Record<string, unknown>> {
    await waitFor(
      () => this.received.includes('\n') || this.closed,
      () => `a line; received ${this.received.subarray(0, 200).toString('latin1')}`,
    );
    const end = this.received.indexOf('\n');
    if (end < 0) throw new Error('closed without a line');
    const line = this.received.subarray(0, end).toString();
    this.received = this.received.subarray(end + 1);
    return JSON.parse(line) as Record<string, unknown>;
  }

  /** Waits for as many bytes, and takes them out. */
  async take(count: number): Promise<Buffer> {
    await waitFor(
      () => this.received.length >= count || this.closed,
      () => `${count} bytes; received ${this.received.length}`,
    );
    const bytes = this.received.subarray(0, count);
    this.received = this.received.subarray(count);
    return bytes;
  }

  /** Waits until the other side has closed the connection. */
  async gone(): Promise<void> {
    await waitFor(() => this.closed, 'the connection is closed');
  }

  destroy(): void {
    this.socket.destroy();
  }
}
