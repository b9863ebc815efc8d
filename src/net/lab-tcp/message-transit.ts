import { mergeTransits, type Transit, unusualOnly } from '../../protocol/transit';
import type { Disposable } from '../../util/disposable';
import type { LabSocket } from './lab-socket';

/** Remembers the transit of the reads that make up the next message. */
export class ReceivedReads {
  private transit: Transit = {};
  private reads = 0;
  /** Whether a message has been delivered since the last read. */
  private used = false;

  /** @param transit how the read got here; undefined without network weather */
  record(transit: Transit | undefined): void {
    if (this.used) this.forget();
    if (!transit) return;
    this.reads += 1;
    this.transit = mergeTransits(this.transit, transit, this.reads);
  }

  /** What happened to a message that ends with the last read; several can share a read. */
  get messageTransit(): Transit | undefined {
    this.used = true;
    return unusualOnly(this.transit);
  }

  private forget(): void {
    this.transit = {};
    this.reads = 0;
    this.used = false;
  }
}

interface SentMessage {
  readonly seq: number;
  readonly start: number;
  readonly end: number;
  transit: Transit;
  reads: number;
}

/** Tracks messages through the network weather to one member. */
export class SentMessages {
  private waiting: SentMessage[] = [];
  private readonly subscription: Disposable;

  /** @param onArrive called with each message when the peer has been sent all of it */
  constructor(
    private readonly socket: LabSocket,
    private readonly onArrive: (seq: number, transit: Transit) => void,
  ) {
    this.subscription = socket.onSent(({ end, transit }) => this.advance(end, transit));
  }

  /** Tracks the next message for the writer, at these offsets in its stream. */
  expect(seq: number, start: number, end: number): void {
    const { pushedBytes } = this.socket.writer;
    const range = { start: pushedBytes + start, end: pushedBytes + end };
    this.waiting.push({ seq, ...range, transit: {}, reads: 0 });
  }

  stop(): void {
    this.subscription.dispose();
  }

  /** Everything up to the offset `end` has been sent, the last part of it with this transit. */
  private advance(end: number, transit: Transit): void {
    let done = 0;
    for (const message of this.waiting) {
      if (message.start >= end) break;
      message.reads += 1;
      message.transit = mergeTransits(message.transit, { ...transit, reads: 1 }, message.reads);
      if (message.end > end) break;
      done += 1;
      this.onArrive(message.seq, message.transit);
    }
    this.waiting.splice(0, done);
  }
}
