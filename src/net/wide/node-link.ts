import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import { NetError, toNetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import { cancelledError, dial, toConnectError } from '../socket/tcp';
import { isSignedBy } from './authority';

export interface NodeLinkOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** SHA-256 of the authority's certificate, base64url. */
  readonly authority: string;
}

/** The longest first line of a server. */
const maxInfo = 64 * 1024;

/** A connection to a node whose certificate the authority has signed. Nothing was sent before that was checked. */
export class NodeLink {
  /** Why it ended, if there is an error. */
  closeError: Error | undefined;
  heardAt: number;
  /** Called when something was read, and when something was written. */
  onRead: (() => void) | undefined;
  onWrite: (() => void) | undefined;
  private readonly finished: Promise<Error | undefined>;
  private finish: (error: Error | undefined) => void = () => {};
  private received: Uint8Array[];
  private notify: (() => void) | undefined;
  private isDone = false;

  private constructor(
    private readonly socket: TLSSocket,
    private readonly clock: Clock,
    info: Buffer,
  ) {
    this.received = [info];
    this.heardAt = clock.now();
    this.finished = new Promise((resolve) => {
      this.finish = resolve;
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', (error) => {
      this.closeError = error;
    });
    socket.on('close', () => this.end());
  }

  /** Connects to a node. @throws {NetError} */
  static async open(
    endpoint: Endpoint,
    { clock, timeoutMs, authority }: NodeLinkOptions,
    signal: AbortSignal,
  ): Promise<NodeLink> {
    const socket = await dial(endpoint, timeoutMs, clock, signal);
    const abort = () => socket.destroy(cancelledError());
    const late = () =>
      socket.destroy(new NetError('timed-out', `no NATS at ${formatEndpoint(endpoint)}`));
    const timer = clock.after(timeoutMs, late);
    signal.addEventListener('abort', abort);
    try {
      const info = await readInfo(socket);
      const secured = await secure(socket, authority);
      if (signal.aborted) throw cancelledError();
      return new NodeLink(secured, clock, info);
    } catch (error) {
      socket.destroy();
      throw signal.aborted ? cancelledError() : toLinkError(error, endpoint);
    } finally {
      timer.dispose();
      signal.removeEventListener('abort', abort);
    }
  }

  get address(): string {
    return this.socket.remoteAddress ?? '';
  }

  get localAddress(): string {
    return this.socket.localAddress ?? '';
  }

  get queuedBytes(): number {
    return this.isDone ? 0 : this.socket.writableLength;
  }

  get isClosed(): boolean {
    return this.isDone;
  }

  send(frame: Uint8Array): void {
    if (this.isDone) return;
    this.onWrite?.();
    this.socket.write(frame, () => this.onWrite?.());
  }

  /** What the server sends, its first line included. */
  async *chunks(): AsyncIterableIterator<Uint8Array> {
    while (!this.isDone) {
      const chunks = this.received;
      this.received = [];
      yield* chunks;
      if (this.received.length === 0 && !this.isDone) {
        await new Promise<void>((resolve) => {
          this.notify = resolve;
        });
      }
    }
  }

  /** Ends it because of an error. */
  fail(error: NetError): void {
    this.closeError = error;
    this.destroy();
  }

  /** Ends it after what is queued. */
  close(error?: Error): void {
    if (error) this.closeError ??= error;
    this.socket.destroySoon();
    this.end();
  }

  destroy(): void {
    this.socket.destroy();
    this.end();
  }

  /** Resolves when it has ended. */
  closed(): Promise<Error | undefined> {
    return this.finished;
  }

  private receive(chunk: Uint8Array): void {
    this.heardAt = this.clock.now();
    this.onRead?.();
    this.received.push(chunk);
    this.notify?.();
  }

  private end(): void {
    if (this.isDone) return;
    this.isDone = true;
    this.notify?.();
    this.finish(this.closeError);
  }
}

/** Reads the server's first line, which it sends before TLS. It says nothing that is trusted. */
function readInfo(socket: Socket): Promise<Buffer> {
  return settled(socket, (resolve, reject) => {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf('\r\n');
      const isWhole = end >= 0 && end + 2 === bytes.length;
      if (isWhole && isInfo(bytes)) resolve(bytes);
      else if (end >= 0 || bytes.length > maxInfo) reject(new NetError('no-encryption', 'no NATS'));
    });
  });
}

function isInfo(line: Buffer): boolean {
  const [, json] = /^INFO\s+(\{[^\r\n]*\})\s*\r\n$/i.exec(line.toString()) ?? [];
  try {
    return json !== undefined && typeof JSON.parse(json).server_id === 'string';
  } catch {
    return false;
  }
}

function secure(tcp: Socket, authority: string): Promise<TLSSocket> {
  // The pin authenticates the server, not the system's authorities. An empty list also keeps editors from adding theirs.
  const socket = connectTls({
    socket: tcp,
    ca: [],
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
  });
  return settled(socket, (resolve, reject) => {
    socket.once('secureConnect', () => {
      if (isSignedBy(socket, authority)) resolve(socket);
      else reject(new NetError('wrong-pin', 'another authority signed its certificate'));
    });
  });
}

/** Waits for something on a socket, or its end. */
function settled<T>(
  socket: Socket,
  wait: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new NetError('closed-at-once', 'closed in the handshake')));
    wait(resolve, reject);
  }).finally(() => {
    socket.removeAllListeners();
    // Later errors are the business of who has the socket then.
    socket.on('error', () => {});
  });
}

function toLinkError(cause: unknown, endpoint: Endpoint): NetError {
  const { code = '' } = cause as NodeJS.ErrnoException;
  const peer = formatEndpoint(endpoint);
  const isTls = typeof code === 'string' && (code.startsWith('ERR_SSL_') || code === 'EPROTO');
  if (isTls) return new NetError('no-encryption', `${peer} has no TLS 1.3: ${code}`, { cause });
  const error = toConnectError(toNetError(cause));
  const isLost = error.code === 'connection-lost';
  return new NetError(isLost ? 'closed-at-once' : error.code, `${peer}: ${error.message}`, {
    cause,
  });
}
