import { isAscii } from 'node:buffer';

/** What can be wrong with a line before it is parsed as JSON. Nothing can be read after it. */
export interface LineProblem {
  readonly code: 'line-too-long' | 'bad-utf8';
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const nothing = Buffer.alloc(0);

/** Initial size of the buffer for an incomplete line, in bytes; a buffer of this size is reused. */
const minRoom = 1024;

/** Keeps a byte order mark, so that the JSON parser rejects it. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Splits a stream of bytes into lines.
 *
 * 1. It MUST return the same lines and problem however the stream is cut into chunks.
 * 2. It MUST read each byte at most a constant number of times.
 * 3. It MUST hold at most one chunk and one line of `max` bytes, and a chunk only until it is read.
 * 4. After a problem it MUST return nothing more.
 */
export class LineDecoder {
  /** Bytes pushed; those from `at` on aren't read yet. */
  private chunk: Buffer = nothing;
  private at = 0;
  /** Whether they are all ASCII: such lines need no decoder. */
  private isPlain = false;
  /** The beginning of an incomplete line, in the first `heldBytes` bytes. */
  private held: Buffer = nothing;
  private heldBytes = 0;
  private broken = false;
  private length = 0;

  /** @param max longest line in bytes, including its newline */
  constructor(public max: number) {}

  /** Bytes of the last line returned, without its ending. */
  get lineBytes(): number {
    return this.length;
  }

  /** Whether `next()` has bytes left to read. */
  get hasUnread(): boolean {
    return this.at < this.chunk.length;
  }

  push(chunk: Buffer): void {
    if (this.broken) return;
    const rest = this.chunk.subarray(this.at);
    this.chunk = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    this.at = 0;
    this.isPlain = isAscii(this.chunk);
  }

  /** The next line without its ending (LF or CR LF); undefined if there is no complete one. */
  next(): string | LineProblem | undefined {
    if (!this.hasUnread) return undefined;
    const { chunk, at } = this;
    const found = chunk.indexOf(newline, at);
    const end = found < 0 ? chunk.length : found;
    // Count the newline even if it hasn't come yet.
    if (this.heldBytes + end - at + 1 > this.max) return this.fail('line-too-long');
    if (found < 0) {
      this.hold(chunk.subarray(at));
      this.chunk = nothing;
      this.at = 0;
      return undefined;
    }
    this.at = end + 1;
    // Don't keep what is read: an idle member's last chunk would stay in memory.
    if (this.at === chunk.length) {
      this.chunk = nothing;
      this.at = 0;
    }
    if (this.heldBytes === 0) return this.decode(chunk, at, end, this.isPlain);
    return this.decodeHeld(chunk.subarray(at, end));
  }

  /** Decodes the held bytes and `rest` together. */
  private decodeHeld(rest: Buffer): string | LineProblem {
    this.hold(rest);
    const line = this.decode(this.held, 0, this.heldBytes, false);
    this.heldBytes = 0;
    if (this.held.length > minRoom) this.held = nothing;
    return line;
  }

  private decode(
    bytes: Buffer,
    start: number,
    end: number,
    isPlain: boolean,
  ): string | LineProblem {
    const last = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
    this.length = last - start;
    if (isPlain) return bytes.toString('latin1', start, last);
    try {
      return utf8.decode(bytes.subarray(start, last));
    } catch {
      return this.fail('bad-utf8');
    }
  }

  /** Copies the bytes, so that a line in many small chunks doesn't keep all of them in memory. */
  private hold(bytes: Buffer): void {
    const needed = this.heldBytes + bytes.length;
    if (needed > this.held.length) {
      const room = Math.min(this.max, Math.max(minRoom, needed, 2 * this.held.length));
      const held = Buffer.allocUnsafeSlow(room);
      this.held.copy(held, 0, 0, this.heldBytes);
      this.held = held;
    }
    bytes.copy(this.held, this.heldBytes);
    this.heldBytes = needed;
  }

  private fail(code: LineProblem['code']): LineProblem {
    this.broken = true;
    this.chunk = nothing;
    this.at = 0;
    this.held = nothing;
    return { code };
  }
}
