import type { Socket } from 'node:net';
import type { Limits } from '../../protocol/limits';
import { type LinkEnd, NetError, toNetError } from '../../protocol/net-error';
import type { Transit } from '../../protocol/transit';
import type { Weather } from '../../protocol/weather';
import type { WireMark, WireTap } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import { pythonAddress } from '../lab-text/python-address';
import {
  type AckWatch,
  type ConnectionTable,
  connectionKey,
  tableOf,
  type WatchedConnection,
} from '../socket/ack-watch';
import type { ReadLimiter } from '../socket/read-limiter';
import { tuneSocket } from '../socket/tcp';
import type { DelayedChunk } from '../weather/stream-lane';
import { StreamWeather } from '../weather/stream-weather';
import { marksOfWrite, type Piece } from './batch';
import type { LabEncodingState } from './lab-encoding';
import { LabTap, together } from './lab-tap';
import { type ByteSink, PacedWriter } from './paced-writer';

export interface LabSocketOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly tap: WireTap;
  readonly acks: AckWatch;
}

/** Bytes that the network weather has let through to the peer. */
export interface SentThroughWeather {
  /** The offset in the stream up to which everything is sent, in bytes. */
  readonly end: number;
  readonly transit: Transit;
}

/**
 * One lab connection, with its paced writer and its wire tap, and the only place that ends it. `onEnd`
 * fires once, after the last `onChunk`. Network weather is a layer between the socket and both; without
 * weather, there is none.
 */
export class LabSocket implements WatchedConnection, ByteSink {
  readonly remoteName: string;
  readonly writer: PacedWriter;
  private readonly tap: LabTap;
  private readonly chunks = new Emitter<Buffer>();
  private readonly ends = new Emitter<LinkEnd>();
  private readonly sent = new Emitter<SentThroughWeather>();
  /** How the chunk that is being delivered got here; undefined without network weather. */
  arrival: Transit | undefined;
  private weather: StreamWeather | undefined;
  /** How the peer has ended it, while what it sent before is still under way. */
  private readEnd: LinkEnd | undefined;
  /** Bytes that the writer has passed on. */
  private written = 0;
  private ended = false;
  private paused = true;
  /** On the clock, in ms; undefined while it isn't read. */
  private readingSince: number | undefined;
  /** Runs while the read limiter says to wait. */
  private waiting: Disposable | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly options: LabSocketOptions,
    private readonly readLimiter: ReadLimiter,
  ) {
    const { clock, limits, tap } = options;
    const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket;
    const local = { address: localAddress, port: localPort };
    const remote = { address: remoteAddress, port: remotePort };
    this.remoteName = pythonAddress(remote);
    this.tap = new LabTap({ wire: 'lab-tcp', local, remote, peer: this.remoteName }, tap, clock);
    tuneSocket(socket);
    this.writer = new PacedWriter(this, clock, limits);
    const close = () => this.finishRead({ reason: 'closed' });
    socket.on('data', (chunk: Buffer) => this.arrive(chunk));
    socket.on('end', close);
    socket.on('error', (cause) => this.finishRead({ reason: 'lost', error: toNetError(cause) }));
    socket.on('close', close);
    socket.pause();
  }

  get onChunk(): Event<Buffer> {
    return this.chunks.event;
  }

  get onEnd(): Event<LinkEnd> {
    return this.ends.event;
  }

  /** Fires only while there is network weather. */
  get onSent(): Event<SentThroughWeather> {
    return this.sent.event;
  }

  get localName(): string {
    return pythonAddress(this.tap.connection.local);
  }

  get remotePort(): number {
    return this.tap.connection.remote.port;
  }

  get key(): string {
    const { local, remote } = this.tap.connection;
    return connectionKey(local.port, remote.port);
  }

  get table(): ConnectionTable {
    return tableOf(this.tap.connection.local.address);
  }

  /** How long it has been read without a pause, in ms; 0 while it isn't read. */
  get readingMs(): number {
    const { readingSince } = this;
    return readingSince === undefined ? 0 : Math.max(0, this.options.clock.now() - readingSince);
  }

  /**
   * For what a reader of `onChunk` finds out about the chunk being delivered; undefined while the
   * wire isn't being recorded.
   */
  get marks(): Set<WireMark> | undefined {
    return this.tap.marks;
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
   * Sets the network weather on this connection. What is under way arrives at once.
   * @param number of the connection in the room: each has a weather of its own
   */
  setWeather(weather: Weather, number: number, text: LabEncodingState): void {
    this.clearWeather();
    if (this.ended) return;
    const { clock } = this.options;
    let end = this.written;
    this.weather = new StreamWeather(weather, number, clock, text, {
      receive: (arrival) => this.receive(arrival),
      send: ({ bytes, marks, transit }, taken) => {
        end += bytes.length;
        this.send([bytes], marks, taken);
        this.sent.fire({ end, transit });
      },
      reset: () => this.reset(),
    });
    this.pauseOrResume();
  }

  /** Ends the network weather. What is under way arrives at once, in order. */
  clearWeather(): void {
    const { weather } = this;
    this.weather = undefined;
    weather?.clear();
    if (weather) this.pauseOrResume();
  }

  /**
   * Writes what is queued for as long as the peer accepts it, then closes. Resolves when the connection is
   * closed.
   */
  async close(): Promise<void> {
    this.clearWeather();
    for (let round = 0; round < maxCloseExtensions && !this.ended; round += 1) {
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

  /** For its writer only, as what follows. */
  write(buffers: readonly Buffer[], pieces: readonly Piece[]): boolean {
    const lane = this.weather?.outgoing;
    const marks = this.tap.enabled ? marksOfWrite(pieces) : [];
    for (const { length } of buffers) this.written += length;
    if (!lane) {
      this.send(buffers, marks);
      return this.socket.writableLength === 0;
    }
    lane.push(together(buffers), marks);
    return !lane.isFull;
  }

  whenTaken(callback: () => void): void {
    if (this.weather) this.weather.outgoing.onceRoomy(callback);
    else this.socket.write(nothing, () => callback());
  }

  onTooSlow(): void {
    const error = new NetError('too-slow', `${this.remoteName} doesn't read fast enough`);
    this.finish({ reason: 'lost', error });
  }

  /** Ends at once, without sending anything. */
  finish(end: LinkEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.waiting?.dispose();
    this.weather?.dispose();
    this.weather = undefined;
    this.options.acks.forget(this);
    this.ends.fire(end);
    this.writer.dispose();
    for (const emitter of [this.sent, this.ends, this.chunks]) emitter.dispose();
    this.socket.destroy();
  }

  /** Handles a chunk from the socket. */
  private arrive(chunk: Buffer): void {
    const lane = this.weather?.incoming;
    if (!lane) {
      this.read(chunk);
      return;
    }
    lane.push(chunk);
    if (!lane.isFull) return;
    this.pauseOrResume();
    lane.onceRoomy(() => this.pauseOrResume());
  }

  /** Delivers a chunk that the network weather has let through. */
  private receive({ bytes, transit, marks }: DelayedChunk): void {
    this.arrival = transit;
    this.read(bytes, marks);
    this.arrival = undefined;
  }

  /** The peer sends nothing more; what it has sent arrives first. */
  private finishRead(end: LinkEnd): void {
    if (!this.weather) this.finish(end);
    else if (!this.readEnd) {
      this.readEnd = end;
      this.weather.incoming.onceEmpty(() => this.finish(end));
    }
  }

  /** Ends the connection for both sides, as a broken network does. */
  private reset(): void {
    this.tap.sent([nothing], ['reset']);
    this.socket.resetAndDestroy();
    const error = new NetError('connection-lost', 'the network weather reset the connection');
    this.finish({ reason: 'lost', error });
  }

  /**
   * Delivers a chunk. If it exceeds the budget, reading pauses and the rest waits in the operating system.
   */
  private read(chunk: Buffer, marks: readonly WireMark[] = []): void {
    if (this.ended) return;
    const { readLimiter } = this;
    const { clock } = this.options;
    const readMs = readLimiter.read(chunk.length);
    readLimiter.begin();
    this.tap.received(chunk, marks, (bytes) => this.chunks.fire(bytes));
    const waitMs = Math.max(readMs, readLimiter.delivered());
    if (waitMs === 0 || this.waiting || this.ended) return;
    this.waiting = clock.after(waitMs, () => {
      this.waiting = undefined;
      this.pauseOrResume();
    });
    this.pauseOrResume();
  }

  private pauseOrResume(): void {
    if (this.ended) return;
    const lane = this.weather?.incoming;
    if (this.paused || this.waiting) {
      this.readingSince = undefined;
      lane?.pause();
      this.socket.pause();
    } else {
      this.readingSince ??= this.options.clock.now();
      lane?.resume();
      if (lane?.isFull) this.socket.pause();
      else this.socket.resume();
    }
  }

  private async within(work: Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.options.clock.after(this.options.limits.closeTimeoutMs, resolve);
      void work.then(() => {
        timer.dispose();
        resolve();
      });
    });
  }

  /** Writes to the socket. @param taken called when the operating system has accepted everything */
  private send(buffers: readonly Buffer[], marks: readonly WireMark[], taken?: () => void): void {
    const { socket } = this;
    if (this.readEnd) {
      // No one receives it any more.
      taken?.();
      return;
    }
    this.tap.sent(buffers, marks);
    if (buffers.length === 1) socket.write(buffers[0] as Buffer, taken);
    else {
      socket.cork();
      for (const bytes of buffers) socket.write(bytes);
      socket.uncork();
    }
    this.options.acks.add(this);
  }
}

/** How many times a peer that still accepts what is queued gets another `closeTimeoutMs`. */
const maxCloseExtensions = 20;

/** Written after other bytes to learn when they are accepted. */
const nothing = Buffer.alloc(0);
