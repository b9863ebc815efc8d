import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadEncoding } from '../../../src/net/lab/text-encoding';
import {
  type EncodingName,
  encodingNames,
  type TextEncoding,
} from '../../../src/protocol/text-encoding';

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

/** The encodings of Unicode, which may begin with a byte order mark. */
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

    it('comes back as it was, cut anywhere', () => {
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

    it('begins anew after its end', () => {
      const [text, hex] = known[name];
      const bytes = bytesOf(hex);
      for (let cut = 0; cut < bytes.length; cut += 1) {
        const decoder = encoding.decoder();
        decoder.write(bytes.subarray(0, cut));
        decoder.end();
        assert.equal(decoder.write(bytes) + decoder.end(), text, `cut at ${cut}`);
      }
    });

    it('never breaks on bytes that are no text', () => {
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

describe('characters that an encoding cannot carry', () => {
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

/** Chinese characters, the most of what these encodings are for. */
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
