import type { EncodingName } from '../protocol/text-encoding';

/** What people call the encodings, in the order in which they are offered. */
export const encodingLabels: Readonly<Record<EncodingName, string>> = {
  'utf-8': 'UTF-8',
  gbk: 'GBK',
  gb18030: 'GB 18030',
  big5: 'Big5',
  latin1: 'Latin-1',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
};

export const encodingNames = Object.keys(encodingLabels) as readonly EncodingName[];

/** The encoding of this name, as programs write it; undefined for anything else. */
export function encodingOf(value: unknown): EncodingName | undefined {
  return encodingNames.find((name) => name === value);
}
