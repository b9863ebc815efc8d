import type { StreamTextDecoder, TextEncoding } from '../../protocol/text-encoding';

/** Characters that need more than passing the text on: controls, U+FFFD, a byte order mark. */
const special = /[^\P{Cc}\t\n]|[\ufeff\ufffd]/u;

/** Text that needs no processing in any encoding with one byte per ASCII character. */
const plainAscii = /^[\t\n\x20-\x7e]*$/;

/** Decodes what a lab client sends, which is cut anywhere, in one encoding. */
export class ReadDecoder {
  /** Whether characters take two bytes, which may be NUL. */
  readonly isWide: boolean;
  /** Gets only complete characters. Made for the first read that isn't ASCII, as its buffers take memory. */
  private lazyDecoder: StreamTextDecoder | undefined;

  constructor(private readonly encoding: TextEncoding) {
    this.isWide = encoding.name.startsWith('utf-16');
  }

  /** How many of these bytes are complete characters. */
  boundary(bytes: Buffer): number {
    return this.encoding.boundary(bytes, 0, bytes.length);
  }

  /**
   * The text of a read that needs no more than passing on; undefined for any other. Nearly every read of a
   * busy hub is ASCII: one pass over it replaces those of the decoder, the boundary and two patterns.
   */
  plainText(chunk: Buffer): string | undefined {
    if (!this.isWide) {
      const ascii = chunk.toString('latin1');
      if (plainAscii.test(ascii)) return ascii;
    }
    if (this.boundary(chunk) !== chunk.length) return undefined;
    const text = this.decoder.write(chunk);
    return special.test(text) ? undefined : text;
  }

  /** Decodes bytes that end between characters, or as if no more came. */
  decode(bytes: Buffer): string {
    return this.decoder.write(bytes) + this.decoder.end();
  }

  /** Whether this is what the bytes say, with nothing replaced. */
  isFaithful(text: string, bytes: Buffer): boolean {
    return this.encoding.encode(text).equals(bytes);
  }

  private get decoder(): StreamTextDecoder {
    this.lazyDecoder ??= this.encoding.decoder();
    return this.lazyDecoder;
  }
}
