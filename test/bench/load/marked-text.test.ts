import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MarkScanner, markBytes, markedText, timeOf } from '../../../bench/load/marked-text';

type Found = [speaker: number, number: number, time: number];

function scan(chunks: readonly Buffer[]): Found[] {
  const found: Found[] = [];
  const scanner = new MarkScanner((speaker, number, bytes, timeAt) => {
    found.push([speaker, number, timeOf(bytes, timeAt)]);
  });
  for (const chunk of chunks) scanner.scan(chunk);
  return found;
}

describe('the marks of messages', () => {
  it('are as long as the message, or as the mark', () => {
    assert.equal(markedText(1, 2, 3, 100).length, 100);
    assert.equal(markedText(1, 2, 3, 0).length, markBytes);
  });

  it('are found, however the stream is cut', () => {
    const messages = fc.array(fc.tuple(fc.nat(9999), fc.nat(99_999_999), fc.nat(1e12)));
    // Marks that aren't: a frame's header may have the same byte.
    const noise = fc.constantFrom('', '~', '~~', '~\x00\x80', 'x', '("127.0.0.1", 5):');
    fc.assert(
      fc.property(messages, fc.array(noise), fc.array(fc.nat(200)), (sent, noises, sizes) => {
        const text = sent
          .map(([...mark], at) => (noises[at] ?? '') + markedText(...mark, 40 + (at % 90)))
          .join('');
        const bytes = Buffer.from(text, 'latin1');
        const chunks: Buffer[] = [];
        let start = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(start, start + size));
          start += size;
        }
        chunks.push(bytes.subarray(start));
        assert.deepEqual(scan(chunks), sent);
      }),
    );
  });

  it('are found byte by byte', () => {
    const bytes = Buffer.from(`~\x01${markedText(7, 8, 9, 64)}~~${markedText(10, 11, 12, 64)}`);
    const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    assert.deepEqual(scan(single), [
      [7, 8, 9],
      [10, 11, 12],
    ]);
  });
});
