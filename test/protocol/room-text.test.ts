import assert from 'node:assert/strict';
import { incompleteLength } from '../../src/net/lab/text-encoding';
import { escapeBytes } from '../../src/net/socket/wire-tap';
import { cleanText } from '../../src/protocol/room-text';

describe('cleanText', () => {
  it('leaves text alone, with tabs and lines', () => {
    const text = 'a\tb\nc\r\nd 你好 🌏 \u200d';
    assert.equal(cleanText(text), text);
  });

  it('makes controls visible', () => {
    assert.equal(cleanText('\x00\x1b[31m\x7f\x9b\rX'), '\u2400\u241b[31m\u2421\ufffd\u240dX');
  });
});

describe('escapeBytes', () => {
  it('shows text as it is and the rest so that it can be read', () => {
    const cases: [string | number[], string][] = [
      ['hello 你好 🌏', 'hello 你好 🌏'],
      ['a\nb\r\t\\n', 'a\\nb\\r\\t\\\\n'],
      ['\x1b[2J\x00', '\\x1b[2J\\x00'],
      ['\u202eabc\u200b', '\\u202eabc\\u200b'],
      [[0x61, 0xff, 0xe4, 0xbd], 'a\\xff\\xe4\\xbd'],
      [[0xc0, 0xaf, 0xed, 0xa0, 0x80], '\\xc0\\xaf\\xed\\xa0\\x80'],
    ];
    for (const [bytes, shown] of cases)
      assert.equal(escapeBytes(Buffer.from(bytes as string)), shown);
  });
});

describe('UTF-8 boundaries', () => {
  const bytes = Buffer.from('a你🌏é');

  it('finds the beginning of a character at the end', () => {
    const missing = [0, 0, 1, 2, 0, 1, 2, 3, 0, 1, 0];
    for (const [length, expected] of missing.entries()) {
      assert.equal(incompleteLength(bytes.subarray(0, length)), expected, `${length} bytes`);
    }
    assert.equal(incompleteLength(Buffer.from([0x80, 0x80, 0x80, 0x80])), 0);
  });
});
