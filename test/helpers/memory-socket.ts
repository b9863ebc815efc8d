import type { FrameSocket } from '../../src/net/deskmate/frame-socket';
import { type LinkEnd, NetError } from '../../src/protocol/net-error';
import type { Clock } from '../../src/util/clock';
import { Emitter } from '../../src/util/event';

/** What is between the ends of a connection. */
export interface NetworkPath {
  /** Since when nothing arrives that is sent, in ms since the Unix epoch; undefined while everything does. */
  readonly cutSince: number | undefined;
}

/** One end of a connection in memory, instead of a frame socket: a test moves its lines one by one. */
export class MemorySocket {
  private readonly lines = new Emitter<string>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onLine = this.lines.event;
  readonly onProblem = new Emitter<never>().event;
  readonly onDrain = new Emitter<void>().event;
  readonly onEnd = this.ends.event;
  readonly remoteAddress = '127.0.0.1';
  readonly queuedBytes = 0;
  /** Notes nothing. */
  readonly tap = { peer: '' };
  /** Size of the line that is being delivered. */
  lineBytes = 0;
  /** Lines in transit to this end; undefined when the other side has closed. */
  private readonly inbox: (string | undefined)[] = [];
  private peer: MemorySocket | undefined;
  private reads = false;
  private isOver = false;

  constructor(
    private readonly clock: Clock,
    private readonly path: NetworkPath | undefined,
  ) {}

  static pair(clock: Clock, path?: NetworkPath): readonly [MemorySocket, MemorySocket] {
    const [one, other] = [new MemorySocket(clock, path), new MemorySocket(clock, path)];
    one.peer = other;
    other.peer = one;
    return [one, other];
  }

  get over(): boolean {
    return this.isOver;
  }

  /** There are no pings here: as long as something could come, something has just come. */
  get readTime(): number {
    return this.path?.cutSince ?? this.clock.now();
  }

  /** As the code under test sees it. */
  get asFrameSocket(): FrameSocket {
    return this as unknown as FrameSocket;
  }

  start(): void {
    this.reads = true;
  }

  cork(): void {}
  uncork(): void {}

  pause(): void {
    this.reads = false;
  }

  resume(): void {
    this.reads = true;
  }

  limitLines(): void {}

  write(bytes: Buffer): void {
    if (this.isOver) return;
    this.peer?.inbox.push(...bytes.toString().split('\n').slice(0, -1));
  }

  writeTogether(parts: readonly Buffer[]): void {
    for (const part of parts) this.write(part);
  }

  async close(last?: Buffer): Promise<void> {
    if (last) this.write(last);
    this.end({ reason: 'local' });
  }

  /** Closes abruptly: lines in transit to the other end are lost. */
  finish(end: LinkEnd): void {
    if (this.peer && !this.isOver) this.peer.inbox.length = 0;
    this.end(end);
  }

  private end(end: LinkEnd): void {
    if (this.isOver) return;
    this.isOver = true;
    this.peer?.inbox.push(undefined);
    this.ends.fire(end);
  }

  /** Breaks the connection: lines in transit are lost. */
  cut(): void {
    for (const end of [this, this.peer]) {
      end?.finish({ reason: 'lost', error: new NetError('connection-lost', 'cut') });
    }
  }

  /** Moves one line to this end; returns false if there is none, or this end isn't reading. */
  step(): boolean {
    if (this.isOver || !this.reads || this.inbox.length === 0) return false;
    if (this.path?.cutSince !== undefined) return false;
    const line = this.inbox.shift();
    this.lineBytes = Buffer.byteLength(line ?? '');
    if (line !== undefined) this.lines.fire(line);
    else this.finish({ reason: 'lost', error: new NetError('connection-lost', 'closed') });
    return true;
  }
}
