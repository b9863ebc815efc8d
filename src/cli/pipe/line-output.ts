import type { Writable } from 'node:stream';
import type { Disposable } from '../../util/disposable';

/** Maximum number of UTF-16 units that wait for a reader that has stopped reading. */
const maxWaiting = 8 * 1024 * 1024;

/**
 * Writes lines to a stream as fast as its reader takes them. What a slow reader hasn't taken waits here, up to a bound:
 * beyond it, the oldest lines are left out, and a line says how many.
 */
export class LineOutput implements Disposable {
  private waiting: string[] = [];
  private length = 0;
  private left = 0;
  private isBlocked = false;
  private isClosed = false;
  private readonly drained = () => this.flush();

  /** @param leftOut the line that says how many lines were left out */
  constructor(
    private readonly stream: Writable,
    private readonly leftOut: (count: number) => string,
  ) {
    stream.on('drain', this.drained);
  }

  write(line: string): void {
    if (this.isClosed) return;
    if (!this.isBlocked) {
      this.isBlocked = !this.stream.write(`${line}\n`);
      return;
    }
    this.waiting.push(line);
    this.length += line.length + 1;
    if (this.length > maxWaiting) this.dropOldest();
  }

  /** Writes nothing more, because nobody reads it. */
  close(): void {
    this.isClosed = true;
    this.waiting = [];
  }

  /** Hands everything that waits to the stream. */
  dispose(): void {
    this.stream.off('drain', this.drained);
    this.flush();
    this.isClosed = true;
  }

  private flush(): void {
    if (this.isClosed) return;
    const lines = this.left > 0 ? [this.leftOut(this.left), ...this.waiting] : this.waiting;
    this.left = 0;
    this.waiting = [];
    this.length = 0;
    this.isBlocked = lines.length > 0 && !this.stream.write(`${lines.join('\n')}\n`);
  }

  /** Drops many at once: dropping one by one would move all others each time. */
  private dropOldest(): void {
    let dropped = 0;
    while (this.length > maxWaiting / 2) {
      this.length -= (this.waiting[dropped] as string).length + 1;
      dropped += 1;
    }
    this.waiting = this.waiting.slice(dropped);
    this.left += dropped;
  }
}
