import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guessEncoding } from '../../../src/net/lab/encoding-guess';
import { MessageAssembler } from '../../../src/net/lab/message-assembler';
import { StreamDecoder } from '../../../src/net/lab/stream-decoder';
import { loadEncoding } from '../../../src/net/lab/text-encoding';
import type { EncodingName } from '../../../src/protocol/text-encoding';
import { FakeClock } from '../../helpers/fake-clock';

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

  it('finds it in what a room that reads UTF-8 reports, wherever the bytes are cut', async () => {
    for (const [name, text] of samples) {
      const bytes = (await loadEncoding(name)).encode(text);
      for (let cut = 1; cut <= Math.min(bytes.length, 12); cut += 1) {
        // A read that begins with half a character may look like nothing: then the next message tells.
        const said = [[bytes.subarray(0, cut), bytes.subarray(cut)], [bytes]];
        for (const reported of [await reportedByHub(said), reportedByGuest(said)]) {
          const guesses = await Promise.all(reported.map(guessEncoding));
          const [first] = guesses.filter((guess) => guess !== undefined);
          // UTF-16 of what has no byte over 7F is valid UTF-8, and so is UTF-8.
          const isValid = name === 'utf-8' || name.startsWith('utf-16');
          const what = `${name} ${text} ${cut}: ${guesses}`;
          if (isValid) assert.equal(first, undefined, what);
          // A few characters of Big5 may be common ones of GBK.
          else if (name === 'big5') assert.ok(guesses.includes(name), what);
          else assert.equal(first, name, what);
        }
      }
    }
  });

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

async function reportedByHub(said: readonly Buffer[][]): Promise<Buffer[]> {
  const clock = new FakeClock();
  const reported: Buffer[] = [];
  const assembler = new MessageAssembler({
    clock,
    longest: 64 * 1024,
    onMessage: () => {},
    onLeave: () => {},
    onUndecodable: (bytes) => reported.push(Buffer.from(bytes)),
  });
  for (const chunks of said) {
    for (const chunk of chunks) assembler.push(chunk);
    await clock.advance(250);
  }
  return reported;
}

function reportedByGuest(said: readonly Buffer[][]): Buffer[] {
  const reported: Buffer[] = [];
  const decoder = new StreamDecoder("('10.0.0.1', 9000)", 64 * 1024);
  decoder.onUndecodable = (bytes) => reported.push(Buffer.from(bytes));
  decoder.push(Buffer.from("('127.0.0.1', 50412):"));
  for (const chunks of said) {
    for (const chunk of chunks) decoder.push(chunk);
    decoder.settle();
  }
  return reported;
}
