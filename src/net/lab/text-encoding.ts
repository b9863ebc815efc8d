import { StringDecoder } from 'node:string_decoder';
import type { EncodingName, StreamTextDecoder, TextEncoding } from '../../protocol/text-encoding';
import { incompleteLength } from '../socket/utf8';

export const utf8Encoding: TextEncoding = {
  name: 'utf-8',
  decoder: () => withoutMark(new StringDecoder('utf8')),
  encode: (text) => Buffer.from(text),
  boundary: (bytes, start, end) => end - incompleteLength(bytes.subarray(start, end)),
  missing: () => [],
};

/** Loads an encoding; all but UTF-8 need tables that few rooms use. */
export async function loadEncoding(name: EncodingName): Promise<TextEncoding> {
  if (name === 'utf-8') return utf8Encoding;
  const { default: iconv } = await import('iconv-lite');
  // Read with the tables it is written with: a TextDecoder's Big5 has 5,000 characters less.
  const read = (bytes: Buffer) => iconv.decode(bytes, name, { stripBOM: false });
  const encode = (text: string) => iconv.encode(writable(name, text), written[name] ?? name);
  const carries = (text: string) => read(encode(text)) === text;
  const boundary = boundaries[name];
  return {
    name,
    decoder: () => withoutMark(wholeCharacters(read, boundary)),
    encode,
    boundary,
    missing(text) {
      if (carries(text)) return [];
      return [...new Set(text)].filter((character) => !carries(character));
    },
  };
}

/** Decodes with what takes whole characters only; iconv-lite's own streams lose some that are cut. */
function wholeCharacters(
  read: (bytes: Buffer) => string,
  boundary: TextEncoding['boundary'],
): StreamTextDecoder {
  let rest = Buffer.alloc(0);
  return {
    write(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = boundary(bytes, 0, bytes.length);
      rest = Buffer.from(bytes.subarray(end));
      return read(bytes.subarray(0, end));
    },
    end() {
      const text = rest.length === 0 ? '' : '\ufffd';
      rest = Buffer.alloc(0);
      return text;
    },
  };
}

function withoutMark(decoder: StreamTextDecoder): StreamTextDecoder {
  let begun = false;
  return {
    write(bytes) {
      const text = decoder.write(bytes);
      if (begun || text === '') return text;
      begun = true;
      return text.startsWith('\ufeff') ? text.slice(1) : text;
    },
    end: () => decoder.end(),
  };
}

/** Written with fewer characters than are read: those that Windows and Python have as well. */
const written: { readonly [N in EncodingName]?: string } = { gbk: 'cp936', big5: 'cp950' };

/** Windows has a byte for the euro sign in its GBK that ends a Python program. */
function writable(name: EncodingName, text: string): string {
  return name === 'gbk' ? text.replaceAll('€', '?') : text;
}

type Boundary = TextEncoding['boundary'];

const boundaries: Readonly<Record<Exclude<EncodingName, 'utf-8'>, Boundary>> = {
  gbk: walk(doubleByteLength),
  gb18030: walk((bytes, at) => {
    const second = bytes[at + 1] ?? 0;
    return isLead(bytes[at]) && second >= 0x30 && second <= 0x39 ? 4 : doubleByteLength(bytes, at);
  }),
  big5: walk(doubleByteLength),
  latin1: (_bytes, _start, end) => end,
  'utf-16le': walk((bytes, at) => utf16Length(bytes[at + 1])),
  'utf-16be': walk((bytes, at) => utf16Length(bytes[at])),
};

/** Goes from character to character; `length` tells how many bytes the one at a place has. */
function walk(length: (bytes: Uint8Array, at: number) => number): Boundary {
  return (bytes, start, end) => {
    let at = start;
    for (let next = at; next <= end && at < end; ) {
      next = at + length(bytes, at);
      if (next <= end) at = next;
    }
    return at;
  };
}

function doubleByteLength(bytes: Uint8Array, at: number): number {
  return isLead(bytes[at]) && (bytes[at + 1] ?? 0x40) >= 0x40 ? 2 : 1;
}

function isLead(byte = 0): boolean {
  return byte > 0x80 && byte < 0xff;
}

/** High surrogates come with another unit. */
function utf16Length(highByte = 0): number {
  return highByte >= 0xd8 && highByte <= 0xdb ? 4 : 2;
}
