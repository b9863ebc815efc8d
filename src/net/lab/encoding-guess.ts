import { isUtf8 } from 'node:buffer';
import type { EncodingName, TextEncoding } from '../../protocol/text-encoding';
import { loadEncoding, utf8Encoding } from './text-encoding';

/**
 * The encoding in which bytes most likely are text; undefined for bytes that are none. Those of a GBK
 * text are mostly valid Big5 as well: the one counts in which more of the characters are common.
 *
 * @param sample the beginning of a read; its end may be cut
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

/** Every second byte of Latin text in UTF-16 is zero; else a byte order mark tells. */
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

/** Of the characters of two bytes, the part that is common. */
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

/** The 3,755 characters of the first level of GB 2312, and its punctuation. */
function isCommonGbk(lead: number, trail: number): boolean {
  return trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3);
}

/** The 5,401 characters of the first level of Big5, and its punctuation. */
function isCommonBig5(lead: number, trail: number): boolean {
  return lead >= 0xa1 && lead <= 0xc6 && lead !== 0xa2 && lead !== 0xa3 && trail >= 0x40;
}

function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

/** Letters with an accent stand alone among plain ones; a sign without one is half of something else. */
function isWestern(text: string): boolean {
  if (!/[À-ÖØ-öø-ÿ]/.test(text)) return false;
  return (
    !/[\xa0-\xff]{2}/.test(text) ||
    (/^[\x20-\x7e\xa1\xbf-\xff\s]*$/.test(text) && /[a-z]/i.test(text))
  );
}
