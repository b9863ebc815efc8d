/** A line of standard input: a message, or one that is too long to be a message. */
export interface InputLine {
  /** Counts from 1. */
  readonly number: number;
  /** Without its line ending; undefined if it is too long. */
  readonly text: string | undefined;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Invalid bytes become U+FFFD. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Cuts bytes into lines, however they arrive. Lines end with LF or CR LF; the last one may lack its ending. A line longer
 * than `maxBytes` is dropped as it comes, so it needs no memory.
 */
export class LineCutter {
  private parts: Uint8Array[] = [];
  /** Bytes of the line so far, counting those that were dropped. */
  private length = 0;
  private count = 0;

  constructor(private readonly maxBytes: number) {}

  *push(chunk: Uint8Array): Generator<InputLine> {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      this.add(chunk.subarray(start, end));
      start = end + 1;
      yield this.finish();
    }
    this.add(chunk.subarray(start));
  }

  /** The input has ended. */
  *end(): Generator<InputLine> {
    if (this.length > 0) yield this.finish();
  }

  private add(part: Uint8Array): void {
    if (part.length === 0) return;
    this.length += part.length;
    // One more, for a CR.
    if (this.length > this.maxBytes + 1) this.parts = [];
    // The chunk's memory may be used again.
    else this.parts.push(Uint8Array.from(part));
  }

  private finish(): InputLine {
    const { length, parts } = this;
    this.parts = [];
    this.length = 0;
    this.count += 1;
    const number = this.count;
    if (length > this.maxBytes + 1) return { number, text: undefined };
    const whole = Buffer.concat(parts);
    const bytes = whole.at(-1) === carriageReturn ? whole.subarray(0, -1) : whole;
    if (bytes.length > this.maxBytes) return { number, text: undefined };
    const text = decoder.decode(bytes);
    // Windows programs write a byte order mark at the beginning.
    return { number, text: number === 1 ? text.replace(/^\ufeff/, '') : text };
  }
}

/** Reads the lines of a stream, and only as fast as they are taken. Ends early without an error if the stream is destroyed. */
export async function* readLines(
  input: AsyncIterable<Uint8Array | string>,
  maxBytes: number,
): AsyncGenerator<InputLine> {
  const cutter = new LineCutter(maxBytes);
  try {
    for await (const chunk of input) {
      yield* cutter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    throw error;
  }
  yield* cutter.end();
}
