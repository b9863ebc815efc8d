import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely, type TLSSocket } from 'node:tls';
import type { Conversation, Dialect } from './dialect';

/** Where a hub listens, and how. */
export interface Target {
  readonly port: number;
  readonly secure: boolean;
}

/** All connections read into the same buffer, because each read is processed before the next. */
const shared = Buffer.allocUnsafeSlow(64 * 1024);
const host = '127.0.0.1';

/** A member's connection, which does as little as possible for each read. */
export class Connection {
  /** What was received and not yet looked at; undefined in the room. */
  private received: string | undefined = '';
  private waiting: (() => void) | undefined;
  private socket: Socket | undefined;
  private failure: Error | undefined;

  /**
   * @param onBytes gets what is received in the room; the bytes may be overwritten after the call
   * @param onLost called when the connection ends, unless by {@link close}
   */
  constructor(
    private readonly onBytes: (chunk: Buffer) => void,
    private readonly onLost: (error: Error) => void,
  ) {}

  /** Connects and gets into the room. @throws {Error} when that fails */
  async enter(target: Target, dialect: Dialect, enter: (talk: Conversation) => Promise<void>) {
    this.socket = await this.open(target, dialect);
    this.socket.on('error', (error) => this.end(error));
    this.socket.on('close', () => this.end(new Error('the hub closed a connection')));
    const send = (text: string) => this.send(text);
    await enter({ send, until: (pattern) => this.until(pattern) });
    const rest = this.received ?? '';
    this.received = undefined;
    if (rest) this.onBytes(Buffer.from(rest, 'latin1'));
  }

  send(text: string): void {
    this.socket?.write(text, 'latin1');
  }

  /** Closes without a farewell, as a broken network would. */
  close(): void {
    this.failure ??= new Error('closed');
    this.socket?.destroy();
  }

  private async open(target: Target, dialect: Dialect): Promise<Socket> {
    const { port, secure } = target;
    const onread = { buffer: shared, callback: this.onRead };
    const plain = { host, port, noDelay: true };
    if (!secure) return connected(connect({ ...plain, onread }), 'connect');
    const options = {
      ...{ rejectUnauthorized: false, minVersion: 'TLSv1.3' as const, ca: [] },
      ...(dialect.alpn && { ALPNProtocols: [dialect.alpn] }),
    };
    if (dialect.greetsInPlain) {
      const socket = await connected(connect(plain), 'connect');
      const [greeting] = await once(socket, 'data');
      this.received = (greeting as Buffer).toString('latin1');
      const upgraded: TLSSocket = connectSecurely({ ...options, socket });
      upgraded.on('data', (chunk: Buffer) => this.onRead(chunk.length, chunk));
      return connected(upgraded, 'secureConnect');
    }
    // Node passes these on to the socket below, but its types don't say so.
    const below: object = { ...plain, onread };
    const socket = connectSecurely({ ...options, ...below });
    await connected(socket, 'secureConnect');
    return socket.setNoDelay(true);
  }

  private readonly onRead = (length: number, buffer: Uint8Array): boolean => {
    const chunk = (buffer as Buffer).subarray(0, length);
    if (this.received === undefined) this.onBytes(chunk);
    else {
      this.received += chunk.toString('latin1');
      this.waiting?.();
    }
    return true;
  };

  private until(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      this.waiting = () => {
        const text = this.received ?? '';
        const match = pattern.exec(text);
        if (!match && !this.failure) return;
        this.waiting = undefined;
        if (!match) return reject(this.failure);
        this.received = text.slice(match.index + match[0].length);
        resolve(match);
      };
      this.waiting();
    });
  }

  private end(error: Error): void {
    if (this.failure) return;
    this.failure = error;
    this.waiting?.();
    this.onLost(error);
  }
}

async function connected<S extends Socket>(socket: S, event: string): Promise<S> {
  // Rejects with the error if one comes first.
  await once(socket, event);
  return socket;
}
