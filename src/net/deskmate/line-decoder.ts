/** What can be wrong with a line before it is looked at as JSON; nothing can be read after it. */
export interface LineProblem {
  readonly code: 'line-too-long' | 'bad-utf8';
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const nothing = Buffer.alloc(0);

/** What an unfinished line is given room for at first, and may keep when it is finished. */
const minRoom = 1024;

/** A byte order mark is no JSON: it is left in, for the parser to refuse. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Cuts a stream of bytes into lines.
 *
 * 1. It MUST give the same lines and problem however the bytes are cut.
 * 2. It MUST look at no byte more often than a constant number of times.
 * 3. It MUST hold no more than one chunk and one line of `max` bytes; no chunk longer than it is read.
 * 4. After a problem it MUST give nothing more.
 */
export class LineDecoder {
  /** What was pushed and not read yet, from `at` on. */
  private chunk: Buffer = nothing;
  private at = 0;
  /** The beginning of a line whose end has not come: the first `heldBytes` of it. */
  private held: Buffer = nothing;
  private heldBytes = 0;
  private broken = false;
  private length = 0;

  /** @param max longest line in bytes, its newline included */
  constructor(public max: number) {}

  /** Bytes of the line given last, without its ending. */
  get lineBytes(): number {
    return this.length;
  }

  /** Whether `next()` has bytes left to look at. */
  get unread(): boolean {
    return this.at < this.chunk.length;
  }

  push(chunk: Buffer): void {
    if (this.broken) return;
    const rest = this.chunk.subarray(this.at);
    this.chunk = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    this.at = 0;
  }

  /** The next line without its ending (LF or CR LF); undefined when the bytes so far hold no more. */
  next(): string | LineProblem | undefined {
    if (!this.unread) return undefined;
    const { chunk, at } = this;
    const found = chunk.indexOf(newline, at);
    const end = found < 0 ? chunk.length : found;
    // The newline belongs to the line, also when it has not come yet.
    if (this.heldBytes + end - at + 1 > this.max) return this.fail('line-too-long');
    if (found < 0) {
      this.hold(chunk.subarray(at));
      this.chunk = nothing;
      this.at = 0;
      return undefined;
    }
    this.at = end + 1;
    return this.decode(this.join(chunk.subarray(at, end)));
  }

  private decode(bytes: Buffer): string | LineProblem {
    const end = bytes.length - (bytes.at(-1) === carriageReturn ? 1 : 0);
    this.length = end;
    try {
      return utf8.decode(bytes.subarray(0, end));
    } catch {
      return this.fail('bad-utf8');
    }
  }

  /** Copies, so that a line that comes in many small chunks does not keep all of them. */
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

  /** What was held and `rest` together; valid until the next `hold()`. */
  private join(rest: Buffer): Buffer {
    if (this.heldBytes === 0) return rest;
    this.hold(rest);
    const line = this.held.subarray(0, this.heldBytes);
    this.heldBytes = 0;
    if (this.held.length > minRoom) this.held = nothing;
    return line;
  }

  private fail(code: LineProblem['code']): LineProblem {
    this.broken = true;
    this.chunk = nothing;
    this.at = 0;
    this.held = nothing;
    return { code };
  }
}
