import type { FileSystem } from './file-system';

const chunkBytes = 64 * 1024;

/** A line without its line feed. */
export interface FileLine {
  /** Undefined for one that is too long. */
  readonly bytes: Buffer | undefined;
  /** Where the next line begins, in bytes from the beginning of the file. */
  readonly end: number;
  /** The last of the file, without a line feed at its end. */
  readonly open: boolean;
}

/**
 * Reads the lines of a file, a chunk at a time; of those longer than `max` bytes it tells only that
 * they are there.
 *
 * @throws what the file system throws
 */
export function* readLines(fs: FileSystem, file: number, max: number): Generator<FileLine> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let held: Buffer[] = [];
  let heldBytes = 0;
  let end = 0;
  const line = () => (heldBytes <= max ? Buffer.concat(held) : undefined);
  for (;;) {
    const count = fs.read(file, chunk, end + heldBytes);
    if (count === 0) break;
    let start = 0;
    for (let at = chunk.indexOf(0x0a); at >= 0 && at < count; at = chunk.indexOf(0x0a, start)) {
      heldBytes += at - start;
      end += heldBytes + 1;
      if (heldBytes <= max) held.push(chunk.subarray(start, at));
      yield { bytes: line(), end, open: false };
      held = [];
      heldBytes = 0;
      start = at + 1;
    }
    heldBytes += count - start;
    // What is too long already is counted, and not kept.
    if (heldBytes <= max) held.push(Buffer.from(chunk.subarray(start, count)));
    else held = [];
  }
  if (heldBytes > 0) yield { bytes: line(), end: end + heldBytes, open: true };
}
