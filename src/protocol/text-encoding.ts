/** How the bytes of a lab room can be read; course programs on Chinese Windows often speak GBK. */
export const encodingNames = [
  'utf-8',
  'gbk',
  'gb18030',
  'big5',
  'latin1',
  'utf-16le',
  'utf-16be',
] as const;

export type EncodingName = (typeof encodingNames)[number];

/** The encoding with this name; undefined for anything else. */
export function encodingOf(value: unknown): EncodingName | undefined {
  return encodingNames.find((name) => name === value);
}

/** Text to bytes and back. What is not valid becomes U+FFFD, what cannot be carried `?`. */
export interface TextEncoding {
  readonly name: EncodingName;
  /** Decodes one stream: a character that is cut waits for its rest; a byte order mark at the start is dropped. */
  decoder(): StreamTextDecoder;
  encode(text: string): Buffer;
  /**
   * The largest place in `[start, end]` that is not inside a character, for bytes that have one begin
   * at `start`. What follows it up to `end` is a character's incomplete beginning.
   */
  boundary(bytes: Uint8Array, start: number, end: number): number;
  /** The characters of `text` that it cannot carry, each once. */
  missing(text: string): readonly string[];
}

export interface StreamTextDecoder {
  write(bytes: Buffer): string;
  /** The rest: U+FFFD for a character that stayed incomplete, else nothing. What is written then begins anew. */
  end(): string;
}
