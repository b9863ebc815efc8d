/** The encodings a lab room can use; course programs on Chinese Windows often use GBK. */
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

/** Converts text to bytes and back. Invalid bytes become U+FFFD, characters it can't encode become `?`. */
export interface TextEncoding {
  readonly name: EncodingName;
  /**
   * Makes a decoder for one stream: it keeps an incomplete character until the rest comes, and drops a byte
   * order mark at the start.
   */
  decoder(): StreamTextDecoder;
  encode(text: string): Buffer;
  /**
   * The largest index in `[start, end]` that isn't inside a character, if a character begins at `start`.
   * The bytes from there to `end` are the incomplete beginning of a character.
   */
  boundary(bytes: Uint8Array, start: number, end: number): number;
  /** The characters of `text` that it can't encode, each once. */
  missing(text: string): readonly string[];
}

/** Decodes the bytes of one stream, however they are cut into chunks. */
export interface StreamTextDecoder {
  write(bytes: Buffer): string;
  /** Returns U+FFFD if a character is incomplete, else nothing. The next `write` starts afresh. */
  end(): string;
}
