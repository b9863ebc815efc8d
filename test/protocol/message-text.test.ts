import assert from 'node:assert/strict';
import { incompleteLength } from '../../src/net/lab-tcp/encodings';
import { cleanText } from '../../src/protocol/message-text';

describe('cleanText', () => {
  it('leaves text alone, with tabs and lines', () => {
    const text = 'a\tb\nc\r\nd 你好 🌏 \u200d';
    assert.equal(cleanText(text), text);
  });

  it('makes controls visible', () => {
    assert.equal(cleanText('\x00\x1b[31m\x7f\x9b\rX'), '\u2400\u241b[31m\u2421\ufffd\u240dX');
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
