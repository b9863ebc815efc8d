import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { LineCutter, readLines } from '../../../src/cli/pipe/stdin-messages';

/** The lines of bytes that arrive in these pieces. */
function cut(pieces: readonly Uint8Array[], maxBytes = 100): (string | undefined)[] {
  const cutter = new LineCutter(maxBytes);
  const lines = pieces.flatMap((piece) => [...cutter.push(piece)]);
  return [...lines, ...cutter.end()].map(({ text }) => text);
}

describe('lines of standard input', () => {
  const bytes = Buffer.from('\ufeff你好 👋\r\none\rtwo\n\nlast line, without an ending');
  const lines = ['你好 👋', 'one\rtwo', '', 'last line, without an ending'];

  it('are the same however their bytes arrive', () => {
    assert.deepEqual(cut([bytes]), lines);
    assert.deepEqual(cut(Array.from(bytes, (byte) => Uint8Array.of(byte))), lines);
    for (let first = 0; first <= bytes.length; first += 1) {
      for (let second = first; second <= bytes.length; second += 7) {
        const pieces = [
          bytes.subarray(0, first),
          bytes.subarray(first, second),
          bytes.subarray(second),
        ];
        assert.deepEqual(cut(pieces), lines);
      }
    }
  });

  it('end with the input, which may be empty', () => {
    assert.deepEqual(cut([]), []);
    assert.deepEqual(cut([Buffer.from('one\n')]), ['one']);
    assert.deepEqual(cut([Buffer.from('\n\n')]), ['', '']);
  });

  it('may be as long as a message, and no longer', () => {
    const text = `${'a'.repeat(10)}\r\n${'b'.repeat(11)}\n${'é'.repeat(5)}\n${'c'.repeat(500)}\nend`;
    const found = ['a'.repeat(10), undefined, 'é'.repeat(5), undefined, 'end'];
    assert.deepEqual(cut([Buffer.from(text)], 10), found);
    const pieces = Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte));
    assert.deepEqual(cut(pieces, 10), found);
    assert.deepEqual(cut([Buffer.from(`ok\n${'x'.repeat(50)}`)], 10), ['ok', undefined]);
  });

  it('show bytes that aren’t UTF-8 as such', () => {
    assert.deepEqual(cut([Buffer.from([0x61, 0xff, 0x62, 0xe4, 0xbd, 0x0a])]), ['a\ufffdb\ufffd']);
  });

  it('are read from memory that their sender uses again', () => {
    const cutter = new LineCutter(100);
    const memory = Buffer.from('ab');
    assert.deepEqual([...cutter.push(memory)], []);
    memory.fill('x');
    assert.deepEqual([...cutter.push(Buffer.from('c\n'))], [{ number: 1, text: 'abc' }]);
  });

  it('are numbered, and read only as fast as they are taken', async () => {
    const input = new PassThrough({ highWaterMark: 16 });
    const reading = readLines(input, 100);
    input.write('1\n2\n');
    assert.deepEqual((await reading.next()).value, { number: 1, text: '1' });
    let written = 0;
    while (input.write(`${'x'.repeat(15)}\n`) && written < 100) written += 1;
    assert.ok(written < 10, `${written} lines were taken without being asked for`);
    await reading.return(undefined);
    assert.ok(input.destroyed);
  });

  it('end quietly when nobody needs them any more', async () => {
    const input = new PassThrough();
    const reading = readLines(input, 100);
    const next = reading.next();
    input.destroy();
    assert.equal((await next).done, true);
  });
});
