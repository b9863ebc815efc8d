import { incompleteLength } from './encodings';

const nothing = Buffer.alloc(0);

/** A first byte of this or above is a printable character, so it begins text and not a length. */
const printable = 0x20;

/** Whitespace that texts begin with: tab, line feed, carriage return. */
const blanks = new Set([0x09, 0x0a, 0x0d]);

/** A surrogate pair as Java writes it, three bytes per half, read as Latin-1. */
const pair = /\xed([\xa0-\xaf])([\x80-\xbf])\xed([\xb0-\xbf])([\x80-\xbf])/g;

/**
 * Unwraps texts that a Java client sends with `DataOutputStream.writeUTF`: a big-endian length of two
 * bytes, then modified UTF-8. It recognizes the first frame if its length begins with NUL, or if all of it
 * is in one read. After that, any length below 8192 is one.
 */
export class WriteUtfDecoder {
  private known = false;
  /** The first byte of a length whose second byte hasn't come. */
  private high: number | undefined;
  /** Bytes still missing from the current text. */
  private missing = 0;
  private held: Buffer[] = [];

  /** Whether a text is incomplete. */
  get isOpen(): boolean {
    return this.missing > 0 || this.high !== undefined;
  }

  /** Whether this client is known to send frames. */
  get isKnown(): boolean {
    return this.known;
  }

  /** Reads all complete texts; `rest` isn't framed. */
  push(chunk: Buffer): { readonly texts: string[]; readonly rest: Buffer } {
    const texts: string[] = [];
    let rest = chunk;
    if (this.high !== undefined) {
      rest = Buffer.concat([Buffer.of(this.high), chunk]);
      this.high = undefined;
    }
    while (rest.length > 0) {
      if (this.missing === 0 && !this.begins(rest)) break;
      rest = this.read(rest, texts);
    }
    return { texts, rest };
  }

  /**
   * Returns what has come of an incomplete text; the rest may still follow.
   * @param final whether nothing more will come
   */
  flush(final: boolean): string {
    const bytes = Buffer.concat(this.held);
    const end = bytes.length - (final ? 0 : incompleteLength(bytes));
    this.held = end < bytes.length ? [bytes.subarray(end)] : [];
    // A NUL without a second byte wasn't a length.
    if (!this.known) this.high = undefined;
    return decodeModified(bytes.subarray(0, end));
  }

  private begins(bytes: Buffer): boolean {
    const first = bytes[0] as number;
    if (first >= printable) return false;
    if (bytes.length === 1) return first === 0 || this.known;
    const length = bytes.readUInt16BE(0);
    if (length === 0) return this.known;
    const body = bytes.subarray(2, 2 + length);
    if (body.includes(0)) return false;
    if (this.known) return true;
    if (body.length < length) return first === 0;
    if (blanks.has(first) && bytes.length > 2 + length) return false;
    return !decodeModified(body).includes('\ufffd');
  }

  private read(bytes: Buffer, texts: string[]): Buffer {
    let from = 0;
    if (this.missing === 0) {
      if (bytes.length === 1) {
        this.high = bytes[0];
        return nothing;
      }
      this.missing = bytes.readUInt16BE(0);
      from = 2;
    }
    const part = bytes.subarray(from, from + this.missing);
    this.missing -= part.length;
    this.held.push(part);
    if (this.missing === 0) {
      this.known = true;
      texts.push(decodeModified(Buffer.concat(this.held)));
      this.held = [];
    }
    return bytes.subarray(from + part.length);
  }
}

/**
 * Decodes modified UTF-8, in which NUL takes two bytes, and a character beyond U+FFFF two surrogates of
 * three bytes each.
 */
function decodeModified(bytes: Buffer): string {
  if (!bytes.includes(0xed) && !bytes.includes(0xc0)) return bytes.toString();
  const plain = bytes
    .toString('latin1')
    .replaceAll('\xc0\x80', '\0')
    .replace(pair, (_, ...halves: string[]) => {
      const [a, b, c, d] = halves.slice(0, 4).map((half) => half.charCodeAt(0) & 0x3f);
      const high = (((a ?? 0) & 0x0f) << 6) | (b ?? 0);
      const low = (((c ?? 0) & 0x0f) << 6) | (d ?? 0);
      return Buffer.from(String.fromCodePoint(0x10000 + (high << 10) + low)).toString('latin1');
    });
  return Buffer.from(plain, 'latin1').toString();
}
