import type { Socket } from 'node:net';
import type { Limits } from '../../protocol/limits';
import { NetError, toNetError } from '../../protocol/net-error';
import type { TextEncoding } from '../../protocol/text-encoding';
import type { LabText, LinkEnd, Undecodable } from '../../protocol/transport';
import type { WireConnection, WireMark, WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import { type AckWatch, connectionKey, type WatchedConnection } from '../socket/ack-watch';
import type { Intake } from '../socket/intake';
import { pythonAddress } from '../socket/python-address';
import { tuneSocket } from '../socket/tcp';
import { marksOfWrite, type Piece } from './batch';
import { type ByteSink, PacedWriter } from './paced-writer';
import { utf8Encoding } from './text-encoding';

export interface LabSocketOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly tap: WireTap;
  readonly acks: AckWatch;
}

/**
 * One lab connection, with its paced writer and its wire tap, and the only place that ends it. `onEnd`
 * fires once, after the last `onChunk`.
 */
export class LabSocket implements WatchedConnection {
  readonly key: string;
  readonly localName: string;
  readonly remoteName: string;
  readonly remotePort: number;
  readonly writer: PacedWriter;
  private readonly connection: WireConnection;
  private readonly store = new DisposableStore();
  private readonly chunks = this.store.add(new Emitter<Buffer>());
  private readonly ends = this.store.add(new Emitter<LinkEnd>());
  readonly onChunk = this.chunks.event;
  readonly onEnd = this.ends.event;
  private ended = false;
  private paused = true;
  /** On the clock, in ms; undefined while it isn't read. */
  private readingSince: number | undefined;
  /** Runs while the intake says to wait. */
  private waiting: Disposable | undefined;
  private found: Set<WireMark> | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly options: LabSocketOptions,
    private readonly intake: Intake,
  ) {
    const { clock, limits } = options;
    const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket;
    const local = { address: localAddress, port: localPort };
    const remote = { address: remoteAddress, port: remotePort };
    this.localName = pythonAddress(local);
    this.remoteName = pythonAddress(remote);
    this.connection = { wire: 'lab-tcp', local, remote, peer: this.remoteName };
    this.remotePort = remotePort;
    this.key = connectionKey(localPort, remotePort);
    tuneSocket(socket);
    this.writer = this.store.add(
      new PacedWriter(this.sink(socket), clock, {
        queueBytes: limits.queueBytes,
        stallMs: limits.stallMs,
        onTooSlow: () =>
          this.finish({
            reason: 'lost',
            error: new NetError('too-slow', `${this.remoteName} doesn't read fast enough`),
          }),
      }),
    );
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('end', () => this.finish({ reason: 'closed' }));
    socket.on('error', (cause) => this.finish({ reason: 'lost', error: toNetError(cause) }));
    socket.on('close', () => this.finish({ reason: 'closed' }));
    socket.pause();
  }

  /** How long it has been read without a pause, in ms; 0 while it isn't read. */
  get readingMs(): number {
    const { readingSince } = this;
    return readingSince === undefined ? 0 : Math.max(0, this.options.clock.now() - readingSince);
  }

  /**
   * For what a reader of `onChunk` finds out about the chunk being delivered; undefined while nobody looks
   * at the wire.
   */
  get marks(): Set<WireMark> | undefined {
    return this.found;
  }

  get bytesWritten(): number {
    return this.socket.bytesWritten - this.socket.writableLength;
  }

  vanish(): void {
    const error = new NetError(
      'connection-lost',
      `${this.remoteName} doesn't acknowledge anything`,
    );
    this.finish({ reason: 'lost', error });
  }

  resume(): void {
    this.paused = false;
    this.pauseOrResume();
  }

  pause(): void {
    this.paused = true;
    this.pauseOrResume();
  }

  /**
   * Writes what is queued for as long as the peer accepts it, then closes. Resolves when the connection is
   * closed.
   */
  async close(): Promise<void> {
    for (let round = 0; round < maxFarewells && !this.ended; round += 1) {
      const queued = this.writer.queuedBytes;
      await this.within(this.writer.idle());
      if (this.writer.queuedBytes === 0 || this.writer.queuedBytes >= queued) break;
    }
    if (this.ended) return;
    const gone = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
    // A half-closed socket still has to be read to the end.
    this.resume();
    this.socket.end();
    await this.within(gone);
    this.finish({ reason: 'local' });
  }

  /** Ends at once, without sending anything. */
  finish(end: LinkEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.waiting?.dispose();
    this.options.acks.forget(this);
    this.ends.fire(end);
    this.store.dispose();
    this.socket.destroy();
  }

  /**
   * Delivers a chunk. If it exceeds the budget, reading pauses and the rest waits in the operating system.
   */
  private read(chunk: Buffer): void {
    if (this.ended) return;
    const { intake } = this;
    const { clock } = this.options;
    const readMs = intake.read(chunk.length);
    intake.begin();
    if (this.options.tap.enabled) this.deliverWatched(chunk);
    else this.chunks.fire(chunk);
    const waitMs = Math.max(readMs, intake.delivered());
    if (waitMs === 0 || this.waiting || this.ended) return;
    this.waiting = clock.after(waitMs, () => {
      this.waiting = undefined;
      this.pauseOrResume();
    });
    this.pauseOrResume();
  }

  /** Notes a chunk once its readers have said what is particular about it. */
  private deliverWatched(bytes: Buffer): void {
    const { connection } = this;
    const { tap, clock } = this.options;
    const time = clock.now();
    this.found = new Set();
    this.chunks.fire(bytes);
    tap.note({ time, connection, direction: 'in', bytes, marks: [...this.found] });
    this.found = undefined;
  }

  private noteWrite(buffers: readonly Buffer[], pieces: readonly Piece[]): void {
    const { connection } = this;
    const { tap, clock } = this.options;
    if (!tap.enabled) return;
    const bytes = buffers.length === 1 ? (buffers[0] as Buffer) : Buffer.concat(buffers);
    const marks = marksOfWrite(pieces);
    tap.note({ time: clock.now(), connection, direction: 'out', bytes, marks });
  }

  private pauseOrResume(): void {
    if (this.ended) return;
    if (this.paused || this.waiting) {
      this.readingSince = undefined;
      this.socket.pause();
    } else {
      this.readingSince ??= this.options.clock.now();
      this.socket.resume();
    }
  }

  private async within(work: Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.options.clock.after(this.options.limits.farewellMs, resolve);
      void work.then(() => {
        timer.dispose();
        resolve();
      });
    });
  }

  private sink(socket: Socket): ByteSink {
    return {
      write: (buffers, pieces) => {
        this.noteWrite(buffers, pieces);
        if (buffers.length === 1) socket.write(buffers[0] as Buffer);
        else {
          socket.cork();
          for (const bytes of buffers) socket.write(bytes);
          socket.uncork();
        }
        this.options.acks.note(this);
        return socket.writableLength === 0;
      },
      whenTaken: (callback) => socket.write(nothing, () => callback()),
    };
  }
}

/** How often a peer that still accepts what is queued gets another `farewellMs`. */
const maxFarewells = 20;

/** Written after other bytes to learn when they are accepted. */
const nothing = Buffer.alloc(0);

/** The most bytes of a read to report for guessing its encoding. */
const sampleBytes = 1024;

/** The encoding of one end of a lab room, which can change while it is open. */
export class OpenText implements LabText {
  private current: TextEncoding;
  private readonly reports = new Emitter<Undecodable>();
  readonly onUndecodable = this.reports.event;

  /** @param onChange called with each new encoding */
  constructor(
    encoding: TextEncoding | undefined,
    private readonly onChange: (encoding: TextEncoding) => void,
  ) {
    this.current = encoding ?? utf8Encoding;
  }

  get encoding(): TextEncoding {
    return this.current;
  }

  set encoding(encoding: TextEncoding) {
    this.current = encoding;
    this.onChange(encoding);
  }

  /** Reports bytes from `peer` that aren't valid in the encoding. */
  report(peer: string, bytes: Buffer): void {
    this.reports.fire({ peer, sample: Buffer.from(bytes.subarray(0, sampleBytes)) });
  }
}
