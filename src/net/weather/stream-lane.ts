import type { Transit } from '../../protocol/transit';
import type { Weather } from '../../protocol/weather';
import type { WireMark } from '../../protocol/wire-event';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { ElapsedTime, Forecast, type TransmissionOutcome } from './forecast';

/** A part of a stream that arrives in one read, and how it got here. */
export interface DelayedChunk {
  readonly bytes: Buffer;
  readonly transit: Transit;
  readonly marks: readonly WireMark[];
}

/** Bytes that arrive together unless they are cut. */
interface Segment {
  readonly parts: Buffer[];
  length: number;
  /** In ms on the lane's time. */
  readonly sentAt: number;
  /** Until then, later writes join it. */
  readonly opensUntil: number;
  readonly passage: TransmissionOutcome;
  readonly marks: readonly WireMark[];
}

/** A segment that arrives in pieces. */
interface CutSegment {
  /** What hasn't arrived. */
  bytes: Buffer;
  readonly sentAt: number;
  readonly transit: Transit;
  marks: readonly WireMark[];
  nextAt: number;
}

/** A lane with this many bytes under way is full: as many as a writer passes on at a time. */
const capacityBytes = 64 * 1024;

/** The pause, in ms, between the pieces of a cut segment, so that a program reads each by itself. */
const cutGapMs = 5;

const noMarks: readonly WireMark[] = [];
const restMarks: readonly WireMark[] = ['message-continued'];

/**
 * One direction of a stream through the weather: what is pushed arrives later, complete and in order. It may
 * be cut into pieces, or be joined with what was pushed soon after it.
 */
export class StreamLane implements Disposable {
  private readonly time: ElapsedTime;
  private readonly forecast: Forecast;
  private queue: Segment[] = [];
  private cut: CutSegment | undefined;
  /** Bytes pushed and not released. */
  private held = 0;
  private paused = false;
  private disposed = false;
  private timer: Disposable | undefined;
  private whenEmpty: (() => void) | undefined;
  private whenRoomy: (() => void)[] = [];

  /**
   * @param number of the connection in the room, and its direction
   * @param deliver passes bytes on; they count as under way until it calls `release`
   */
  constructor(
    private readonly weather: Weather,
    number: number,
    private readonly clock: Clock,
    private readonly deliver: (arrival: DelayedChunk, release: () => void) => void,
  ) {
    this.time = new ElapsedTime(clock);
    this.forecast = new Forecast(weather, number);
  }

  /** Whether it should get nothing more for now. */
  get isFull(): boolean {
    return this.held >= capacityBytes;
  }

  /** @param marks what is already known to be notable about these bytes */
  push(bytes: Buffer, marks: readonly WireMark[] = noMarks): void {
    const { joinMs = 0 } = this.weather;
    const now = this.time.now();
    const last = this.queue.at(-1);
    this.held += bytes.length;
    if (last && now < last.opensUntil && last.length < capacityBytes) {
      last.parts.push(bytes);
      last.length += bytes.length;
      this.forecast.occupy(bytes.length);
      return;
    }
    const opensUntil = now + joinMs;
    const passage = this.forecast.segment(opensUntil, bytes.length);
    this.queue.push({
      ...{ parts: [bytes], length: bytes.length },
      ...{ sentAt: now, opensUntil, passage, marks },
    });
    this.schedule();
  }

  /** Calls back once when there is room for more. */
  onceRoomy(callback: () => void): void {
    this.whenRoomy.push(callback);
    this.settle();
  }

  /** Calls back once when everything has arrived. */
  onceEmpty(callback: () => void): void {
    this.whenEmpty = callback;
    this.settle();
  }

  /** Delivers nothing until `resume()`. */
  pause(): void {
    this.paused = true;
    this.timer?.dispose();
    this.timer = undefined;
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.schedule();
  }

  /** Delivers everything at once, in order and not cut any further. */
  flush(): void {
    this.timer?.dispose();
    this.timer = undefined;
    const { cut } = this;
    this.cut = undefined;
    const now = this.time.now();
    if (cut) this.pass(cut.bytes, { ...cut.transit, delayMs: now - cut.sentAt }, cut.marks);
    for (let next = this.queue.shift(); next && !this.disposed; next = this.queue.shift()) {
      this.pass(joined(next), transitOf(next, now), marksOf(next));
    }
    this.settle();
  }

  /** Drops everything under way. */
  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    this.queue = [];
    this.cut = undefined;
    this.whenEmpty = undefined;
    this.whenRoomy = [];
  }

  private schedule(): void {
    const at = this.cut?.nextAt ?? this.queue[0]?.passage.due;
    if (at === undefined || this.timer || this.paused || this.disposed) return;
    this.timer = this.clock.after(Math.max(0, Math.ceil(at - this.time.now())), () => {
      this.timer = undefined;
      this.run();
    });
  }

  private run(): void {
    const now = this.time.now();
    while (!this.paused && !this.disposed) {
      if (this.cut) {
        if (this.cut.nextAt > now) break;
        this.passPiece(this.cut, now);
        continue;
      }
      const next = this.queue[0];
      if (!next || next.passage.due > now) break;
      this.queue.shift();
      this.begin(next, now);
    }
    this.schedule();
    this.settle();
  }

  /** A segment arrives: all of it, or its first piece. */
  private begin(segment: Segment, now: number): void {
    const { chunkBytes = capacityBytes * 2 } = this.weather;
    const bytes = joined(segment);
    const transit = transitOf(segment, now);
    const marks = marksOf(segment);
    const reads = Math.ceil(bytes.length / chunkBytes);
    if (reads <= 1) this.pass(bytes, transit, marks);
    else {
      const { sentAt } = segment;
      this.cut = { bytes, sentAt, transit: { ...transit, reads }, marks, nextAt: now };
    }
  }

  private passPiece(cut: CutSegment, now: number): void {
    const { chunkBytes = cut.bytes.length } = this.weather;
    const piece = cut.bytes.subarray(0, chunkBytes);
    const { marks } = cut;
    cut.bytes = cut.bytes.subarray(chunkBytes);
    cut.marks = restMarks;
    cut.nextAt = now + cutGapMs;
    if (cut.bytes.length === 0) this.cut = undefined;
    this.pass(piece, { ...cut.transit, delayMs: now - cut.sentAt }, marks);
  }

  private pass(bytes: Buffer, transit: Transit, marks: readonly WireMark[]): void {
    this.deliver({ bytes, transit, marks }, () => {
      this.held -= bytes.length;
      this.settle();
    });
  }

  /** Calls those who wait for room or for the end. */
  private settle(): void {
    if (!this.isFull && this.whenRoomy.length > 0) {
      const callbacks = this.whenRoomy;
      this.whenRoomy = [];
      for (const callback of callbacks) callback();
    }
    if (this.held > 0) return;
    const done = this.whenEmpty;
    this.whenEmpty = undefined;
    done?.();
  }
}

function joined({ parts }: Segment): Buffer {
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

/** @param now when it arrives; before it is due if the weather has ended */
function transitOf({ sentAt, passage, parts }: Segment, now: number): Transit {
  const delayMs = Math.max(0, Math.min(now, passage.due) - sentAt);
  return { tries: passage.tries, delayMs, joined: parts.length };
}

function marksOf({ passage: { tries, stalled }, marks, parts }: Segment): readonly WireMark[] {
  const more: WireMark[] = [];
  if (tries > 1) more.push('lost');
  if (stalled) more.push('stalled');
  if (parts.length > 1 && !marks.includes('messages-joined')) more.push('messages-joined');
  return more.length > 0 ? [...marks, ...more] : marks;
}
