import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guessEncoding, loadEncoding } from '../../../src/net/lab-tcp/encodings';
import { MessageAssembler } from '../../../src/net/lab-tcp/message-assembler';
import { StreamDecoder } from '../../../src/net/lab-tcp/stream-decoder';
import {
  type EncodingName,
  encodingNames,
  type TextEncoding,
} from '../../../src/protocol/text-encoding';
import { FakeClock } from '../../helpers/fake-clock';
import { receiverOf } from './assembled';

/** `你好, q` as Python encodes it; Latin-1 has no Chinese. */
const known: Readonly<Record<EncodingName, [string, string]>> = {
  'utf-8': ['你好, q', 'e4bda0e5a5bd2c2071'],
  gbk: ['你好, q', 'c4e3bac32c2071'],
  gb18030: ['你好, q😀', 'c4e3bac32c207194 39fc36'],
  big5: ['你好, q', 'a741a66e2c2071'],
  latin1: ['Grüße', '4772fcdf65'],
  'utf-16le': ['你好, q', '604f7d592c00200071 00'],
  'utf-16be': ['你好, q', '4f60597d002c00200071'],
};

/** The Unicode encodings, whose texts may begin with a byte order mark. */
const hasMark = new Set<EncodingName>(['utf-8', 'gb18030', 'utf-16le', 'utf-16be']);

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

for (const name of encodingNames) {
  describe(`text in ${name}`, () => {
    let encoding: TextEncoding;
    let texts: fc.Arbitrary<string>;

    before(async () => {
      encoding = await loadEncoding(name);
      texts = fc
        .array(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), cjk), { maxLength: 12 })
        .map((parts) => carried(encoding, parts.join('')));
    });

    it('has the bytes that a course program writes', () => {
      const [text, hex] = known[name];
      assert.equal(encoding.encode(text).toString('hex'), hex.replaceAll(' ', ''));
      assert.equal(decode(encoding, [bytesOf(hex)]), text);
    });

    it('decodes to the same text, cut anywhere', () => {
      fc.assert(
        fc.property(texts, fc.array(fc.nat(60), { maxLength: 8 }), (text, places) => {
          const bytes = encoding.encode(text);
          assert.equal(decode(encoding, slices(bytes, places)), text);
        }),
      );
    });

    it('is cut between characters only', () => {
      fc.assert(
        fc.property(texts, fc.nat(40), (text, place) => {
          const bytes = encoding.encode(text);
          const end = Math.min(place, bytes.length);
          const cut = encoding.boundary(bytes, 0, end);
          assert.ok(cut <= end && end - cut < 4);
          const parts = [bytes.subarray(0, cut), bytes.subarray(cut)];
          assert.equal(parts.map((part) => decode(encoding, [part])).join(''), text);
        }),
      );
    });

    it('starts afresh after its end', () => {
      const [text, hex] = known[name];
      const bytes = bytesOf(hex);
      for (let cut = 0; cut < bytes.length; cut += 1) {
        const decoder = encoding.decoder();
        decoder.write(bytes.subarray(0, cut));
        decoder.end();
        assert.equal(decoder.write(bytes) + decoder.end(), text, `cut at ${cut}`);
      }
    });

    it('never fails on bytes that aren’t text', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(64), (raw, place) => {
          const bytes = Buffer.from(raw);
          const cut = encoding.boundary(bytes, 0, Math.min(place, bytes.length));
          assert.ok(cut >= 0 && cut <= Math.min(place, bytes.length));
          assert.equal(typeof decode(encoding, [bytes]), 'string');
        }),
      );
    });

    if (!hasMark.has(name)) return;

    it('drops a byte order mark at its start', () => {
      const bytes = Buffer.concat([encoding.encode('\ufeff'), encoding.encode('q')]);
      for (const places of [[], [1], [2], [3]]) {
        assert.equal(decode(encoding, slices(bytes, places)), 'q');
      }
    });
  });
}

describe('characters that an encoding can’t encode', () => {
  it('are named, each once', async () => {
    const missing = async (name: EncodingName) =>
      (await loadEncoding(name)).missing('a👍你ñ☃👍€你');
    assert.deepEqual(await missing('utf-8'), []);
    assert.deepEqual(await missing('gb18030'), []);
    assert.deepEqual(await missing('utf-16be'), []);
    assert.deepEqual(await missing('gbk'), ['👍', 'ñ', '☃', '€']);
    assert.deepEqual(await missing('latin1'), ['👍', '你', '☃', '€']);
  });
});

/** Chinese characters, which these encodings are mostly used for. */
const cjk = fc.string({
  unit: fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code)),
});

function carried(encoding: TextEncoding, text: string): string {
  const whole = text.replace(/[\p{Cs}\ufeff\ufffd]/gu, '');
  const missing = new Set(encoding.missing(whole));
  return Array.from(whole)
    .filter((character) => !missing.has(character))
    .join('');
}

function slices(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set([0, ...places, bytes.length])]
    .filter((place) => place <= bytes.length)
    .sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

function decode(encoding: TextEncoding, parts: readonly Buffer[]): string {
  const decoder = encoding.decoder();
  return parts.map((part) => decoder.write(part)).join('') + decoder.end();
}

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

describe('guessEncoding', () => {
  for (const [name, text] of samples) {
    it(`finds ${name} in “${text}”`, async () => {
      const bytes = (await loadEncoding(name)).encode(text);
      assert.equal(await guessEncoding(bytes), name);
      // The read is longer than the part that is checked, whose end cuts a character.
      const long = (await loadEncoding(name)).encode(text.repeat(40));
      if (bytes.length > 4) assert.equal(await guessEncoding(long.subarray(0, 61)), name);
    });
  }

  it('guesses from what a UTF-8 room reports, wherever the bytes are cut', async () => {
    for (const [name, text] of samples) {
      const bytes = (await loadEncoding(name)).encode(text);
      for (let cut = 1; cut <= Math.min(bytes.length, 12); cut += 1) {
        // A read that begins with half a character may match no encoding; then the next message decides.
        const said = [[bytes.subarray(0, cut), bytes.subarray(cut)], [bytes]];
        for (const reported of [await reportedByHub(said), reportedByGuest(said)]) {
          const guesses = await Promise.all(reported.map(guessEncoding));
          const [first] = guesses.filter((guess) => guess !== undefined);
          // UTF-16 without a byte over 7F is valid UTF-8, and so is UTF-8.
          const isValid = name === 'utf-8' || name.startsWith('utf-16');
          const what = `${name} ${text} ${cut}: ${guesses}`;
          if (isValid) assert.equal(first, undefined, what);
          // A few Big5 characters may look like common ones of GBK.
          else if (name === 'big5') assert.ok(guesses.includes(name), what);
          else assert.equal(first, name, what);
        }
      }
    }
  });

  it('finds none in bytes that aren’t text', async () => {
    const none = ['', '0001020304', '80', '9c', '1603010200010001fc0303'];
    for (const hex of none)
      assert.equal(await guessEncoding(Buffer.from(hex, 'hex')), undefined, hex);
  });

  it('never sends what doesn’t decode', async () => {
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
  const receiver = {
    ...receiverOf(() => {}),
    onUndecodable: (bytes: Buffer) => reported.push(Buffer.from(bytes)),
  };
  const assembler = new MessageAssembler(receiver, { clock, maxLength: 64 * 1024 });
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
