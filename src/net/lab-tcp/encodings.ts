import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import type { EncodingName, StreamTextDecoder, TextEncoding } from '../../protocol/text-encoding';

/** How many bytes at the end of `bytes` are an incomplete UTF-8 character: 0 to 3. */
export function incompleteLength(bytes: Uint8Array): number {
  const max = Math.min(3, bytes.length);
  for (let back = 1; back <= max; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return canLead(byte) && back < characterLength(byte) ? back : 0;
  }
  return 0;
}

/**
 * Whether a byte can begin a character of several bytes. Others would make an overlong one, or one beyond
 * U+10FFFF.
 */
function canLead(byte: number): boolean {
  return byte >= 0xc2 && byte <= 0xf4;
}

function characterLength(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}

/** UTF-8, which needs no tables. */
export const utf8Encoding: TextEncoding = {
  name: 'utf-8',
  decoder: () => withoutMark(new StringDecoder('utf8')),
  encode: (text) => Buffer.from(text),
  boundary: (bytes, start, end) => end - incompleteLength(bytes.subarray(start, end)),
  missing: () => [],
};

/** Loads an encoding. All but UTF-8 need tables, which few rooms use. */
export async function loadEncoding(name: EncodingName): Promise<TextEncoding> {
  if (name === 'utf-8') return utf8Encoding;
  const { default: iconv } = await import('iconv-lite');
  // Decode with the same tables as encode: a TextDecoder's Big5 has 5,000 characters fewer.
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

/**
 * Makes a stream decoder that passes only complete characters to `read`. iconv-lite's own streams lose some
 * that are cut.
 */
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

/**
 * Encodings that are written with fewer characters than are read: those that Windows and Python support as
 * well.
 */
const written: { readonly [N in EncodingName]?: string } = { gbk: 'cp936', big5: 'cp950' };

/** Replaces the euro sign, which Windows' GBK encodes as a byte that crashes Python programs. */
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

/**
 * Finds a boundary by walking from character to character; `length` returns the bytes of the one at an
 * index.
 */
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

/** A high surrogate is followed by another unit. */
function utf16Length(highByte = 0): number {
  return highByte >= 0xd8 && highByte <= 0xdb ? 4 : 2;
}

/**
 * Guesses the encoding of some bytes; undefined if they aren't text. GBK text is mostly valid Big5 as well,
 * so the one with more common characters wins.
 *
 * @param sample the beginning of a read; its end may be within a character
 */
export async function guessEncoding(sample: Buffer): Promise<EncodingName | undefined> {
  const utf16 = utf16Of(sample);
  if (utf16) return isText(decode(await loadEncoding(utf16), sample)) ? utf16 : undefined;
  const whole = sample.subarray(0, utf8Encoding.boundary(sample, 0, sample.length));
  if (isUtf8(whole) && isText(decode(utf8Encoding, sample))) return 'utf-8';
  const [gbk, gb18030, big5, latin1] = await Promise.all([
    read('gbk', sample),
    read('gb18030', sample),
    read('big5', sample),
    read('latin1', sample),
  ]);
  const simplified = gbk === undefined ? 0 : commonShare(sample, isCommonGbk);
  const traditional = big5 === undefined ? 0 : commonShare(sample, isCommonBig5);
  if (simplified > 0.5 && simplified >= traditional) return 'gbk';
  if (traditional > 0.5) return 'big5';
  if (latin1 !== undefined && isWestern(latin1)) return 'latin1';
  if (gbk !== undefined && isChinese(gbk)) return 'gbk';
  return gb18030 !== undefined && isChinese(gb18030) ? 'gb18030' : undefined;
}

async function read(name: EncodingName, sample: Buffer): Promise<string | undefined> {
  const text = decode(await loadEncoding(name), sample);
  return isText(text) ? text : undefined;
}

function decode(encoding: TextEncoding, sample: Buffer): string {
  return encoding.decoder().write(sample);
}

function isText(text: string): boolean {
  return text !== '' && !/[\ufffd\p{Co}\p{Cn}]|[^\P{Cc}\t\n\r]/u.test(text);
}

/** Detects UTF-16 by a byte order mark, or by Latin text: every second byte is zero. */
function utf16Of(sample: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const begin = sample.toString('latin1', 0, 2);
  if (begin === '\xff\xfe') return 'utf-16le';
  if (begin === '\xfe\xff') return 'utf-16be';
  let even = 0;
  let odd = 0;
  for (const [at, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const many = sample.length / 8;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : undefined;
}

/** The share of two-byte characters that are common, from 0 to 1. */
function commonShare(sample: Buffer, isCommon: (lead: number, trail: number) => boolean): number {
  let pairs = 0;
  let common = 0;
  for (let at = 0; at + 1 < sample.length; at += 1) {
    const lead = sample[at] ?? 0;
    if (lead <= 0x80) continue;
    pairs += 1;
    if (isCommon(lead, sample[at + 1] ?? 0)) common += 1;
    at += 1;
  }
  return pairs === 0 ? 0 : common / pairs;
}

/** Whether it is one of GB 2312's 3,755 first-level characters or its punctuation. */
function isCommonGbk(lead: number, trail: number): boolean {
  return trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3);
}

/** Whether it is one of Big5's 5,401 first-level characters or its punctuation. */
function isCommonBig5(lead: number, trail: number): boolean {
  return lead >= 0xa1 && lead <= 0xc6 && lead !== 0xa2 && lead !== 0xa3 && trail >= 0x40;
}

function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

/**
 * In Western text, accented letters stand alone among plain ones; two in a row are likely halves of other
 * characters.
 */
function isWestern(text: string): boolean {
  if (!/[À-ÖØ-öø-ÿ]/.test(text)) return false;
  return (
    !/[\xa0-\xff]{2}/.test(text) ||
    (/^[\x20-\x7e\xa1\xbf-\xff\s]*$/.test(text) && /[a-z]/i.test(text))
  );
}
