import type { Writable } from 'node:stream';

/**
 * Maximum number of bytes passed to the TLS layer at a time. It reports progress only when all of them are accepted,
 * and we have to distinguish a slow reader from one that has stopped.
 */
const flightBytes = 64 * 1024;

/**
 * The same at first. When Node encrypts 16 KiB or more at a time, it keeps a larger buffer for the connection
 * until it ends (`TLSWrap::DoWrite`, `set_allocate_tls_hint`): 25 KiB for each member who only ever got the list of
 * members and the log.
 */
const firstFlightBytes = 16_000;

/** How much goes in such smaller parts: more than a full log of ordinary messages. */
const firstBytes = 4 * 1024 * 1024;

/** Below this, in bytes, a queue that was longer is drained. */
const drainBytes = 64 * 1024;

/** Maximum number of buffers already written that the queue may still reference. */
const maxSpent = 256;

/**
 * The bytes to write to one socket, in order.
 *
 * 1. It MUST write bytes in order, and in one write if nothing is queued.
 * 2. It MUST pass at most 64 KiB to the socket at a time, 16,000 bytes at first, and call `onTaken` for each
 *    part that the operating system accepts.
 */
export class WriteQueue {
  private queue: Buffer[] = [];
  private next = 0;
  /** Bytes not passed to the socket yet. */
  private waiting = 0;
  /** Bytes passed to the socket so far. */
  private passed = 0;
  /** Whether it has been longer than `drainBytes` since it was drained. */
  private draining = false;

  constructor(
    private readonly socket: Writable,
    /** Called when the operating system accepts bytes. `isDrained`: few are left of many. */
    private readonly onTaken: (isDrained: boolean) => void,
  ) {}

  /** Bytes that the operating system hasn't accepted yet. */
  get bytes(): number {
    return this.waiting + this.socket.writableLength;
  }

  /** Returns how many bytes are queued then. */
  push(bytes: Buffer): number {
    this.add(bytes);
    const queued = this.bytes;
    if (queued >= drainBytes) this.draining = true;
    return queued;
  }

  private add(bytes: Buffer): void {
    const { flight } = this;
    if (this.waiting === 0 && this.socket.writableLength + bytes.length <= flight) {
      this.write(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at += flight) {
      this.queue.push(bytes.subarray(at, at + flight));
    }
    this.waiting += bytes.length;
    this.pump(this.flight);
  }

  /** Passes everything to the socket, because it is about to be ended. */
  flush(): void {
    this.pump(Number.POSITIVE_INFINITY);
  }

  clear(): void {
    this.queue = [];
    this.next = 0;
    this.waiting = 0;
  }

  /** Shared by all writes, to save a closure per member and turn. */
  private readonly taken = (error?: Error | null) => {
    if (error) return;
    this.pump(this.flight);
    const isDrained = this.draining && this.bytes < drainBytes;
    if (isDrained) this.draining = false;
    this.onTaken(isDrained);
  };

  private get flight(): number {
    return this.passed < firstBytes ? firstFlightBytes : flightBytes;
  }

  private write(bytes: Buffer): void {
    this.passed += bytes.length;
    this.socket.write(bytes, this.taken);
  }

  /** Writes whole buffers, each at most as long as a flight was when they came. */
  private pump(max: number): void {
    if (this.waiting === 0) return;
    this.socket.cork();
    for (let bytes = this.queue[this.next]; bytes; bytes = this.queue[this.next]) {
      if (this.socket.writableLength + bytes.length > max) break;
      this.next += 1;
      this.waiting -= bytes.length;
      this.write(bytes);
    }
    this.socket.uncork();
    if (this.waiting === 0) this.clear();
    else if (this.next > maxSpent) {
      this.queue = this.queue.slice(this.next);
      this.next = 0;
    }
  }
}
