import type { Writable } from 'node:stream';

/**
 * Most bytes handed to the TLS layer at a time: it tells of progress only when all it was handed is
 * taken, and a slow reader that still reads must be told from one that does not.
 */
const flightBytes = 64 * 1024;

/** Buffers already handed over that the queue may still hold on to. */
const maxSpent = 256;

/**
 * What is to be written to one socket, in order.
 *
 * 1. Bytes MUST be handed over in the order written, in one write when there is no queue.
 * 2. At most 64 KiB MUST be handed over at a time; `onTaken` MUST tell of each part that is taken.
 */
export class WriteQueue {
  private queue: Buffer[] = [];
  private next = 0;
  /** Bytes not handed over. */
  private waiting = 0;

  constructor(
    private readonly socket: Writable,
    /** The operating system has taken something. */
    private readonly onTaken: () => void,
  ) {}

  /** Bytes the operating system has not taken. */
  get bytes(): number {
    return this.waiting + this.socket.writableLength;
  }

  push(bytes: Buffer): void {
    if (this.waiting === 0 && this.socket.writableLength + bytes.length <= flightBytes) {
      this.socket.write(bytes, this.taken);
      return;
    }
    for (let at = 0; at < bytes.length; at += flightBytes) {
      this.queue.push(bytes.subarray(at, at + flightBytes));
    }
    this.waiting += bytes.length;
    this.pump(flightBytes);
  }

  /** Hands everything over, because the socket is about to be ended. */
  flush(): void {
    this.pump(Number.POSITIVE_INFINITY);
  }

  clear(): void {
    this.queue = [];
    this.next = 0;
    this.waiting = 0;
  }

  /** One function for all writes: a closure each would be garbage for every member and turn. */
  private readonly taken = (error?: Error | null) => {
    if (error) return;
    this.pump(flightBytes);
    this.onTaken();
  };

  /** Hands over whole buffers, none of which is longer than `flightBytes`. */
  private pump(max: number): void {
    if (this.waiting === 0) return;
    this.socket.cork();
    for (let bytes = this.queue[this.next]; bytes; bytes = this.queue[this.next]) {
      if (this.socket.writableLength + bytes.length > max) break;
      this.next += 1;
      this.waiting -= bytes.length;
      this.socket.write(bytes, this.taken);
    }
    this.socket.uncork();
    if (this.waiting === 0) this.clear();
    else if (this.next > maxSpent) {
      this.queue = this.queue.slice(this.next);
      this.next = 0;
    }
  }
}
