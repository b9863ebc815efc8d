import assert from 'node:assert/strict';
import { escapeBytes } from '../../src/util/escape-bytes';

describe('escapeBytes', () => {
  it('shows text as it is and the rest so that it can be read', () => {
    const cases: [string | number[], string][] = [
      ['hello 你好 🌏', 'hello 你好 🌏'],
      ['a\nb\r\t\\n', 'a\\nb\\r\\t\\\\n'],
      ['\x1b[2J\x00', '\\x1b[2J\\x00'],
      ['\u202eabc\u200b', '\\u202eabc\\u200b'],
      // The flag of England.
      ['\u{1f3f4}\u{e0067}b', '\u{1f3f4}\\u{e0067}b'],
      [[0x61, 0xff, 0xe4, 0xbd], 'a\\xff\\xe4\\xbd'],
      [[0xc0, 0xaf, 0xed, 0xa0, 0x80], '\\xc0\\xaf\\xed\\xa0\\x80'],
    ];
    for (const [bytes, shown] of cases)
      assert.equal(escapeBytes(Buffer.from(bytes as string)), shown);
  });
});
