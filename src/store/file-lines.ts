import { readSync } from 'node:fs';

const chunkBytes = 64 * 1024;

/** A finished line, without its newline. */
export interface FileLine {
  readonly text: string;
  /** Where the next line begins, in bytes from the beginning of the file. */
  readonly end: number;
}

/**
 * Reads the finished lines of a file, a chunk at a time. What follows the last newline was not written
 * to its end; it is left out, and so are lines of more than `most` bytes.
 *
 * @throws what the file system throws
 */
export function* readLines(file: number, most: number): Generator<FileLine> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let held: Buffer[] = [];
  let heldBytes = 0;
  let end = 0;
  for (;;) {
    const count = readSync(file, chunk, 0, chunkBytes, end + heldBytes);
    if (count === 0) return;
    let start = 0;
    for (let at = chunk.indexOf(0x0a); at >= 0 && at < count; at = chunk.indexOf(0x0a, start)) {
      heldBytes += at - start;
      end += heldBytes + 1;
      if (heldBytes <= most) {
        held.push(chunk.subarray(start, at));
        yield { text: Buffer.concat(held).toString(), end };
      }
      held = [];
      heldBytes = 0;
      start = at + 1;
    }
    heldBytes += count - start;
    // What is too long already is counted, and not kept.
    if (heldBytes <= most) held.push(Buffer.from(chunk.subarray(start, count)));
    else held = [];
  }
}
