import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import {
  maxColumns,
  TerminalOutput,
  withoutSequences,
} from '../../../src/ui/terminal/terminal-output';

/** The lines of an output that arrives in these reads; `[1;31]` begins a style and `[]` ends it. */
function drawn(...reads: string[]): string[] {
  const output = new TerminalOutput();
  for (const read of reads) output.write(read);
  return output
    .lines()
    .map((line) =>
      line.map(({ text, style }) => (style === '' ? text : `[${style}]${text}[]`)).join(''),
    );
}

describe('the output of a terminal', () => {
  it('keeps plain text as it is', () => {
    const text = 'a b\n\n  c\td\né 你好 🎉';
    assert.deepEqual(drawn(text.replaceAll('\n', '\r\n')), ['a b', '', '  c     d', 'é 你好 🎉']);
    assert.deepEqual(drawn('one\ntwo\n\n\n'), ['one', 'two']);
    assert.deepEqual(drawn(''), []);
    assert.equal(withoutSequences('\u001b[31mred\u001b[0m\r\n'), 'red');
  });

  it('keeps colors and attributes', () => {
    assert.deepEqual(drawn('\u001b[1;31merror\u001b[0m: \u001b[38;5;208mx\u001b[39my'), [
      '[1;31]error[]: [38;5;208]x[]y',
    ]);
    // They last over lines.
    assert.deepEqual(drawn('\u001b[32ma\r\nb\u001b[mc'), ['[32]a[]', '[32]b[]c']);
    assert.deepEqual(drawn('\u009b31mC1\u009bm'), ['[31]C1[]']);
  });

  it('resolves carriage returns and erasing of progress bars', () => {
    assert.deepEqual(drawn('10%\r50%\r100%\r\ndone'), ['100%', 'done']);
    assert.deepEqual(drawn('downloading…\r\u001b[Kdone\r\n'), ['done']);
    assert.deepEqual(drawn('long text\rab'), ['abng text']);
    assert.deepEqual(drawn('abc\u001b[1K'), []);
    assert.deepEqual(drawn('abc\u001b[2K\rx'), ['x']);
    assert.deepEqual(drawn('abc\b\bX'), ['aXc']);
    assert.deepEqual(drawn('abcdef\u001b[4G\u001b[2X'), ['abc  f']);
    assert.deepEqual(drawn('abcdef\r\u001b[2P'), ['cdef']);
  });

  it('resolves bars of several lines', () => {
    const bars = 'a 1%\r\nb 1%\r\n\u001b[2A\u001b[2Ka 100%\r\n\u001b[2Kb 100%\r\nend';
    assert.deepEqual(drawn(bars), ['a 100%', 'b 100%', 'end']);
    assert.deepEqual(drawn('one\r\ntwo\u001b[F\u001b[0Jzero'), ['zero']);
    // Never beyond the first line, and never below the last.
    assert.deepEqual(drawn('a\u001b[99Ab\u001b[99Bc'), ['abc']);
  });

  it('starts again when the screen is cleared', () => {
    assert.deepEqual(drawn('old\r\n\u001b[H\u001b[2J\u001b[3Jnew'), ['new']);
    assert.deepEqual(drawn('old\u001bcnew'), ['new']);
  });

  it('loses nothing when the cursor is moved to a row of the screen', () => {
    assert.deepEqual(drawn('one\u001b[1;1Htwo\u001b[9;3Hthree'), ['one', 'two', '  three']);
  });

  it('drops the alternate screen', () => {
    assert.deepEqual(drawn('a\r\n\u001b[?1049h\u001b[31mvim\u001b[5;5Hx\u001b[?1049lb'), [
      'a',
      'b',
    ]);
    assert.deepEqual(drawn('\u001b[?47hless\r\n\u001b[?47l\u001b[?25hb'), ['b']);
  });

  it('drops every other sequence', () => {
    for (const sequence of [
      '\u001b]0;title\u0007',
      '\u001b]633;C\u001b\\',
      '\u001b]52;c;c2VjcmV0\u0007',
      '\u001b]8;;https://example.com\u001b\\',
      '\u009d0;title\u009c',
      '\u001bP1$r0m\u001b\\',
      '\u001b_apc\u001b\\',
      '\u001b^pm\u001b\\',
      '\u001b(B',
      '\u001b#8',
      '\u001b=',
      '\u001b7\u001b8',
      '\u001b[?2004h',
      '\u001b[6n',
      '\u001b[>0c',
      '\u001b[!p',
      '\u001b[1;10r',
      `\u001b[${'1;'.repeat(500)}m`,
      '\u0007\u0000\u007f',
      '\u001b[31\u0018',
    ]) {
      assert.deepEqual(drawn(`a${sequence}b`), ['ab'], JSON.stringify(sequence));
    }
    // One that never ends takes what follows, as in a terminal.
    assert.deepEqual(drawn('a\u001b]0;never ends\r\nb'), ['a']);
  });

  it('obeys control characters within sequences', () => {
    assert.deepEqual(drawn('ab\u001b[\r3\n1mc'), ['ab', '[31]c[]']);
    assert.deepEqual(drawn('a\u001b\r\nb'), ['a', 'b']);
  });

  it('knows how wide characters are', () => {
    assert.deepEqual(drawn('你好\rab'), ['ab好']);
    assert.deepEqual(drawn('你好\ra'), ['a 好']);
    assert.deepEqual(drawn('ab好\u001b[3Gx'), ['abx']);
    assert.deepEqual(drawn('e\u0301x\re'), ['ex']);
    assert.deepEqual(drawn('你\u0301x'), ['你\u0301x']);
  });

  it('keeps blanks that can be seen, and drops others at the end of a line', () => {
    assert.deepEqual(drawn('a  \r\n'), ['a']);
    assert.deepEqual(drawn('\u001b[41m  \u001b[m  '), ['[41]  []']);
    assert.deepEqual(drawn('\u001b[31m a \u001b[m'), ['[31] a[]']);
  });

  it('gives the same for any cut', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 6, unit: 'grapheme' }),
      fc.constantFrom('\r', '\n', '\t', '\b', '你', '🎉', 'e\u0301', '\u001b', '\u009b'),
      fc
        .constantFrom('A', 'C', 'D', 'G', 'H', 'J', 'K', 'P', 'X', 'm')
        .chain((final) => fc.nat(12).map((count) => `\u001b[${count}${final}`)),
      fc.constantFrom('\u001b]0;x\u0007', '\u001b]8;;u\u001b\\', '\u001b[?1049h', '\u001b[?1049l'),
    );
    void fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
        fc.array(fc.nat(400), { maxLength: 8 }),
        (text, cuts) => {
          const whole = drawn(text);
          const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b)];
          const reads = places.map((start, at) => text.slice(start, places[at + 1] ?? text.length));
          assert.deepEqual(drawn(...reads), whole);
          assert.deepEqual(drawn(...text.split('')), whole);
        },
      ),
    );
  });

  it('lets no control character through, whatever comes', () => {
    void fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        assert.doesNotMatch(drawn(text).join(''), /\p{Cc}/u);
      }),
    );
  });

  it('is bounded, whatever comes', () => {
    const units = (text: string) => drawn(text).join('').length;
    assert.equal(drawn('x'.repeat(maxColumns * 3))[0]?.length, maxColumns);
    assert.ok(drawn('x'.repeat(maxColumns * 3))[0]?.endsWith('x…'));
    assert.ok(units(`${'\u001b[999999999C'.repeat(3)}x`) < 1000);
    assert.ok(units('\u001b[999999999Cx\n'.repeat(1000)) < 300_000);
    assert.ok(units(`e${'\u0301'.repeat(100_000)}`) < 100);
    assert.ok(drawn('\u001b[999999999B'.repeat(100)).length < 2);
  });
});
