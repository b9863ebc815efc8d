import assert from 'node:assert/strict';
import { LineDecoder, type LineProblem } from '../../../src/net/deskmate/line-decoder';
import { assertLinear } from '../../helpers/cpu-time';
import { liveHeapBytes } from '../../helpers/heap';
import { waitFor } from '../../helpers/wait-for';

/** Everything a decoder returns for `bytes` cut after every `step`. */
function decode(
  bytes: Buffer | string,
  { max = 64 * 1024, step = Number.POSITIVE_INFINITY } = {},
): (string | LineProblem)[] {
  const all = Buffer.from(bytes as string);
  const decoder = new LineDecoder(max);
  const lines: (string | LineProblem)[] = [];
  for (let at = 0; at < all.length; at += step) {
    decoder.push(all.subarray(at, at + step));
    lines.push(...drain(decoder));
  }
  return lines;
}

function drain(decoder: LineDecoder): (string | LineProblem)[] {
  const lines: (string | LineProblem)[] = [];
  for (let line = decoder.next(); line !== undefined; line = decoder.next()) lines.push(line);
  return lines;
}

const tooLong = { code: 'line-too-long' };
const badUtf8 = { code: 'bad-utf8' };

describe('LineDecoder', () => {
  it('returns the same lines however the bytes are cut', () => {
    const text = '{"a":1}\n\r\n{"b":"你好 🌏"}\r\n\n  x\ry \nlast\n';
    const lines = ['{"a":1}', '', '{"b":"你好 🌏"}', '', '  x\ry ', 'last'];
    for (let step = 1; step <= Buffer.byteLength(text); step += 1) {
      assert.deepEqual(decode(text, { step }), lines, `cut every ${step} bytes`);
    }
  });

  it('keeps an incomplete line', () => {
    const decoder = new LineDecoder(64);
    decoder.push(Buffer.from('one\ntw'));
    assert.deepEqual(drain(decoder), ['one']);
    decoder.push(Buffer.from('o'));
    assert.deepEqual(drain(decoder), []);
    decoder.push(Buffer.from('\nthree'));
    assert.deepEqual(drain(decoder), ['two']);
  });

  it('accepts more before everything is read', () => {
    const decoder = new LineDecoder(64);
    decoder.push(Buffer.from('one\ntwo\nth'));
    assert.equal(decoder.next(), 'one');
    decoder.push(Buffer.from('ree\nfour\n'));
    decoder.push(Buffer.from('five'));
    assert.deepEqual(drain(decoder), ['two', 'three', 'four']);
    decoder.push(Buffer.from('\n'));
    assert.deepEqual(drain(decoder), ['five']);
  });

  it('accepts a line of the maximum length including its newline, and none longer', () => {
    for (const step of [1, 3, 15, 16, 17, 100]) {
      const fits = `${'x'.repeat(15)}\n`;
      assert.deepEqual(decode(fits + fits, { max: 16, step }), [fits.trim(), fits.trim()]);
      const longer = `ok\n${'x'.repeat(16)}\nmore\n`;
      assert.deepEqual(decode(longer, { max: 16, step }), ['ok', tooLong], `step ${step}`);
    }
  });

  it('doesn’t wait for the end of a line that is already too long', () => {
    assert.deepEqual(decode('x'.repeat(15), { max: 16, step: 1 }), []);
    assert.deepEqual(decode('x'.repeat(16), { max: 16, step: 1 }), [tooLong]);
    assert.deepEqual(decode('x'.repeat(16), { max: 16 }), [tooLong]);
  });

  it('rejects what isn’t UTF-8, and reads nothing after it', () => {
    const bad: Record<string, number[]> = {
      'a byte that starts nothing': [0xff],
      'a continuation alone': [0x80],
      'a character cut short': [0xe4, 0xbd],
      'an overlong slash': [0xc0, 0xaf],
      'a surrogate': [0xed, 0xa0, 0x80],
      'beyond U+10FFFF': [0xf4, 0x90, 0x80, 0x80],
    };
    for (const [what, bytes] of Object.entries(bad)) {
      const stream = Buffer.concat([
        Buffer.from('ok\n"'),
        Buffer.from(bytes),
        Buffer.from('"\nx\n'),
      ]);
      for (const step of [1, 2, 5, 100]) {
        assert.deepEqual(decode(stream, { step }), ['ok', badUtf8], `${what}, step ${step}`);
      }
    }
  });

  it('leaves a byte order mark and U+FFFD in the line', () => {
    assert.deepEqual(decode('\ufeff{}\n\ufffd\n'), ['\ufeff{}', '\ufffd']);
  });

  it('holds a long line without the chunks it came in', async () => {
    const decoder = new LineDecoder(64 * 1024);
    liveHeapBytes();
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 4000; count += 1) {
      // As large as TLS's read buffer, with one byte used.
      decoder.push(
        Buffer.allocUnsafeSlow(16 * 1024)
          .fill('x')
          .subarray(0, 1),
      );
      assert.equal(decoder.next(), undefined);
    }
    const held = () => {
      liveHeapBytes();
      return process.memoryUsage().arrayBuffers - before;
    };
    // Memory that the collector frees is returned a little later.
    await waitFor(
      () => held() < 1024 * 1024,
      () => `${held()} bytes held for 4000`,
    );
    decoder.push(Buffer.from('\n'));
    assert.equal(decoder.next(), 'x'.repeat(4000));
  });

  it('reads long lines byte by byte in linear time', () => {
    // Copying a line for each of its bytes would be quadratic.
    assertLinear((length) => {
      const line = 'x'.repeat(length - 1);
      assert.deepEqual(decode(`${line}\n`.repeat(8), { step: 1 }), Array(8).fill(line));
    }, 16 * 1024);
  });
});
