import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guessEncoding } from '../../../src/net/lab/encoding-guess';
import { type EncodingName, loadEncoding } from '../../../src/net/lab/text-encoding';

const samples: readonly (readonly [EncodingName, string])[] = [
  ['gbk', '你好'],
  ['gbk', '你'],
  ['gbk', '我的程序在第 42 行出错了，你能帮我看看吗？'],
  ['gbk', 'recv 返回 0 是什么意思'],
  ['big5', '我的程式在第 42 行出錯了，你能幫我看看嗎？'],
  ['big5', '請問 recv 傳回 0 是什麼意思'],
  ['latin1', 'Grüße aus Köln'],
  ['latin1', 'é'],
  ['latin1', 'là où ça marche'],
  ['utf-16le', 'hello'],
  ['utf-16be', 'hello'],
  ['utf-8', '你好'],
];

describe('guessing an encoding', () => {
  for (const [name, text] of samples) {
    it(`finds ${name} in “${text}”`, async () => {
      const bytes = (await loadEncoding(name)).encode(text);
      assert.equal(await guessEncoding(bytes), name);
      // The read is longer than what is looked at, and its end cuts a character.
      const long = (await loadEncoding(name)).encode(text.repeat(40));
      if (bytes.length > 4) assert.equal(await guessEncoding(long.subarray(0, 61)), name);
    });
  }

  it('finds none in bytes that are no text', async () => {
    const none = ['', '0001020304', '80', '9c', '1603010200010001fc0303'];
    for (const hex of none)
      assert.equal(await guessEncoding(Buffer.from(hex, 'hex')), undefined, hex);
  });

  it('never says what does not decode', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (raw) => {
        const name = await guessEncoding(Buffer.from(raw));
        if (name === undefined) return;
        const text = (await loadEncoding(name)).decoder().write(Buffer.from(raw));
        assert.ok(!text.includes('\ufffd'), name);
      }),
      { examples: [[Uint8Array.of(0x20, 0xf8)], [Uint8Array.of(0x20, 0xe0, 0x80)]] },
    );
  });
});
