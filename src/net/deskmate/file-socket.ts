import type { TLSSocket } from 'node:tls';
import { FileError } from '../../protocol/file-error';
import { maxFileLine } from '../../protocol/file-frames';
import { noTap, type WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import { tuneSocket } from '../socket/tcp';
import { FileTap } from './file-tap';

/** With this many unread bytes, the connection stops reading. */
const maxUnread = 256 * 1024;

/** With this many queued bytes, `write` waits. */
const maxQueued = 128 * 1024;

/** Minimum progress within `stallMs`, in bytes, while one side waits for the other. */
const minMoved = 16 * 1024;

export interface FileSocketOptions {
  readonly clock: Clock;
  /** A side that waits this long for the other, in ms, gives up. */
  readonly stallMs: number;
  /** How long the last line may take, in ms. */
  readonly closeTimeoutMs: number;
  readonly tap?: WireTap;
}

/** Waits for something on the socket. */
interface Waiter {
  resolve(): void;
  reject(error: FileError): void;
}

/**
 * One file connection after its handshake. Its owner asks for the next line or the next bytes, and nothing else is read
 * meanwhile, so that a file takes no more memory than its buffers.
 *
 * 1. `line`, `read` and `write` MUST be called one at a time, except that reading and writing may overlap.
 * 2. They MUST reject when the other side ends, is silent for `stallMs`, or moves less than 16 KiB in that time. What
 *    arrived before the end is read first.
 * 3. It MUST end in one place, {@link end}, once.
 */
export class FileSocket {
  readonly tap: FileTap;
  private readonly chunks: Buffer[] = [];
  private unread = 0;
  /** Bytes written that the operating system hasn't taken. */
  private queuedBytes = 0;
  private reader: Waiter | undefined;
  private writer: Waiter | undefined;
  /** Why nothing more can be read or written. */
  private failure: FileError | undefined;
  private readonly ends = new Emitter<void>();
  /** Fires once, when the connection is closed or being closed by this side. */
  readonly onEnd = this.ends.event;
  private ended = false;
  /** How long a transfer has waited for the other side, in ms, and the bytes that have moved meanwhile. */
  private waited = 0;
  private moved = 0;

  constructor(
    private readonly socket: TLSSocket,
    private readonly options: FileSocketOptions,
  ) {
    this.tap = new FileTap(socket, options.tap ?? noTap, options.clock);
    tuneSocket(socket);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('end', () => this.fail(lost('the other side closed the connection')));
    socket.on('error', (cause) => this.fail(lost(cause.message, cause)));
    socket.on('close', () => this.fail(lost('the connection was closed')));
    // The other side may have gone since the handshake; the socket then emits no more events.
    if (socket.destroyed) this.fail(lost('the connection was closed'));
  }

  /** Whether something has arrived that nobody asked for. */
  get hasUnread(): boolean {
    return this.unread > 0;
  }

  /** Bytes written that the operating system hasn't taken. */
  get queued(): number {
    return this.queuedBytes;
  }

  /** Reads a line, without its ending. @throws {FileError} also `protocol`, when it is too long */
  async line(ms = this.options.stallMs): Promise<string> {
    let line = Buffer.alloc(0);
    for (;;) {
      const chunk = await this.take(ms);
      const end = chunk.indexOf(0x0a);
      line = Buffer.concat([line, end < 0 ? chunk : chunk.subarray(0, end)]);
      if (line.length >= maxFileLine) throw new FileError('protocol', 'a line is too long');
      if (end < 0) continue;
      this.putBack(chunk.subarray(end + 1));
      const text = line.toString();
      this.tap.received(text);
      return text;
    }
  }

  /** Reads at most `max` bytes, at least one. @throws {FileError} */
  async read(max: number): Promise<Buffer> {
    const started = this.options.clock.now();
    const chunk = await this.take(this.options.stallMs);
    this.putBack(chunk.subarray(max));
    this.moved += Math.min(max, chunk.length);
    this.keepPace(started);
    const bytes = chunk.length > max ? chunk.subarray(0, max) : chunk;
    this.tap.moved('in', bytes);
    return bytes;
  }

  /** Queues content of the file; resolves when there is space for more. @throws {FileError} */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.failure) throw this.failure;
    this.tap.moved('out', bytes);
    await this.queue(bytes);
  }

  private async queue(bytes: Uint8Array): Promise<void> {
    this.queuedBytes += bytes.length;
    this.socket.write(bytes, () => {
      this.queuedBytes -= bytes.length;
      this.moved += bytes.length;
      this.writer?.resolve();
    });
    await this.drain(maxQueued);
  }

  /** Resolves when the operating system has taken everything. @throws {FileError} */
  flush(): Promise<void> {
    return this.drain(1);
  }

  /** Queues a line; resolves when there is space for more. @throws {FileError} */
  async writeFrame(frame: object): Promise<void> {
    if (this.failure) throw this.failure;
    const line = encode(frame);
    this.tap.sent(line);
    await this.queue(line);
  }

  /** Writes a last line and closes: what arrives meanwhile is dropped. Never throws. */
  end(frame?: object): void {
    if (this.ended) return;
    this.ended = true;
    const { socket } = this;
    this.tap.flush();
    this.settle(lost('closed by this side'));
    this.chunks.length = 0;
    this.unread = 0;
    if (!frame || socket.destroyed) socket.destroy();
    else {
      // Closing with unread bytes would send a reset, and the other side might never read the last line.
      socket.resume();
      const line = encode(frame);
      this.tap.sent(line);
      socket.end(line);
      const timer = this.options.clock.after(this.options.closeTimeoutMs, () => socket.destroy());
      socket.once('close', () => timer.dispose());
    }
    this.ends.fire();
    this.ends.dispose();
  }

  private receive(chunk: Buffer): void {
    if (this.ended) return;
    this.chunks.push(chunk);
    this.unread += chunk.length;
    if (this.unread >= maxUnread) this.socket.pause();
    this.reader?.resolve();
  }

  /** Waits until less than this is queued. Each write that leaves counts as progress, however slow the rest. */
  private async drain(below: number): Promise<void> {
    while (this.queuedBytes >= below) {
      const started = this.options.clock.now();
      await this.wait('writer', this.options.stallMs);
      this.keepPace(started);
    }
  }

  private async take(ms: number): Promise<Buffer> {
    if (this.chunks.length === 0) await this.wait('reader', ms);
    const chunk = this.chunks.shift() as Buffer;
    this.unread -= chunk.length;
    if (this.unread < maxUnread && this.socket.isPaused()) this.socket.resume();
    return chunk;
  }

  private putBack(rest: Buffer): void {
    if (rest.length === 0) return;
    this.chunks.unshift(rest);
    this.unread += rest.length;
  }

  private wait(side: 'reader' | 'writer', ms: number): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        timer.dispose();
        this[side] = undefined;
        settle();
      };
      const late = () => this[side]?.reject(timedOut());
      const timer = this.options.clock.after(ms, late);
      this[side] = {
        resolve: () => finish(resolve),
        reject: (error) => finish(() => reject(error)),
      };
    });
  }

  /** Only waiting for the other side counts, not for this side's disk. @throws {FileError} */
  private keepPace(started: number): void {
    this.waited += this.options.clock.now() - started;
    if (this.waited < this.options.stallMs) return;
    if (this.moved < minMoved) throw timedOut();
    this.waited = 0;
    this.moved = 0;
  }

  private fail(error: FileError): void {
    this.failure ??= error;
    // What has arrived is read first.
    if (this.chunks.length === 0) this.reader?.reject(error);
    this.writer?.reject(error);
  }

  private settle(error: FileError): void {
    this.failure ??= error;
    this.reader?.reject(error);
    this.writer?.reject(error);
  }
}

function encode(frame: object): Buffer {
  return Buffer.from(`${JSON.stringify(frame)}\n`);
}

function timedOut(): FileError {
  return new FileError('timed-out', 'the other side is silent or too slow');
}

function lost(message: string, cause?: unknown): FileError {
  return new FileError('connection-lost', message, { cause });
}
