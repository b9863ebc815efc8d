import { incompleteLength } from './text-encoding';

const nothing = Buffer.alloc(0);

/** A length whose first byte is this or above begins with a printable character: that is text. */
const printable = 0x20;

/** Whitespace that texts begin with: tab, line feed, carriage return. */
const blanks = new Set([0x09, 0x0a, 0x0d]);

/** A surrogate pair as Java writes it, three bytes each half, with a byte a character. */
const pair = /\xed([\xa0-\xaf])([\x80-\xbf])\xed([\xb0-\xbf])([\x80-\xbf])/g;

/**
 * Takes the frame off texts that a Java client sends with `DataOutputStream.writeUTF`: two bytes of
 * length, big-endian, then modified UTF-8. The first frame must be recognisable: its length begins with
 * NUL, or all of it stands in one read. After it any length below 8192 is one.
 */
export class JavaStrings {
  private known = false;
  /** The first byte of a length whose second has not come. */
  private high: number | undefined;
  /** Bytes that are missing from the current text. */
  private missing = 0;
  private held: Buffer[] = [];

  /** Whether a text is under way. */
  get isOpen(): boolean {
    return this.missing > 0 || this.high !== undefined;
  }

  /** Whether this client's texts come in frames. */
  get isKnown(): boolean {
    return this.known;
  }

  /** Reads as many texts as there are; `rest` has no frame. */
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
   * The line is quiet: gives what has come of a text that is not whole, the rest may still follow.
   * @param final nothing more will come
   */
  flush(final: boolean): string {
    const bytes = Buffer.concat(this.held);
    const end = bytes.length - (final ? 0 : incompleteLength(bytes));
    this.held = end < bytes.length ? [bytes.subarray(end)] : [];
    // A NUL that no second byte followed was no length.
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

/** Modified UTF-8: NUL takes two bytes, a character beyond U+FFFF two surrogates of three bytes each. */
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
