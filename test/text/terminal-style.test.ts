import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import {
  applyStyle,
  plainStyle,
  styleCodes,
  type TerminalColor,
  type TerminalStyle,
} from '../../src/text/terminal-style';

describe('the style of a terminal’s text', () => {
  const after = (...sequences: string[]) => styleCodes(sequences.reduce(applyStyle, plainStyle));

  it('reads colors in each form', () => {
    assert.deepEqual(applyStyle(plainStyle, '31;42'), { color: 1, background: 2 });
    assert.deepEqual(applyStyle(plainStyle, '97;100'), { color: 15, background: 8 });
    assert.deepEqual(applyStyle(plainStyle, '38;5;208;48;5;0'), { color: 208, background: 0 });
    for (const rgb of ['38;2;255;128;0', '38:2:255:128:0', '38:2::255:128:0', '38:2:1:255:128:0']) {
      assert.deepEqual(applyStyle(plainStyle, rgb), { color: '#ff8000' }, rgb);
    }
    assert.deepEqual(applyStyle(plainStyle, '38:5:208;1'), { color: 208, bold: true });
  });

  it('sets and resets attributes', () => {
    assert.equal(after('1', '3;4', '22'), '3;4');
    assert.equal(after('1;2;7;9', '22;27'), '9');
    assert.equal(after('4:3'), '4');
    assert.equal(after('4', '4:0'), '');
    for (const reset of ['', '0', '00', '31;0']) assert.equal(after('1;31;44', reset), '', reset);
    assert.equal(after('31;44', '39'), '44');
    assert.equal(after('31;44', '49'), '31');
  });

  it('ignores what it doesn’t know, and keeps the rest', () => {
    assert.equal(after('8;31'), '31');
    assert.equal(after('38;5;300;1'), '1');
    assert.equal(after('38;2;1;2;999;1'), '1');
    assert.equal(after('58;5;3;1'), '1');
    assert.equal(after('58:2::1:2:3;1'), '1');
    assert.equal(after('38', '38;5', '38;2;1'), '');
    assert.equal(after('99999999999999999999;1'), '1');
  });

  it('writes what it reads', () => {
    const color: fc.Arbitrary<TerminalColor> = fc.oneof(
      fc.nat(255),
      fc.nat(0xffffff).map((value) => `#${value.toString(16).padStart(6, '0')}` as const),
    );
    const style: fc.Arbitrary<TerminalStyle> = fc.record(
      {
        color,
        background: color,
        bold: fc.constant(true),
        dim: fc.constant(true),
        italic: fc.constant(true),
        underline: fc.constant(true),
        inverse: fc.constant(true),
        strike: fc.constant(true),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    void fc.assert(
      fc.property(style, (given) => {
        const codes = styleCodes(given);
        assert.deepEqual(codes === '' ? {} : applyStyle(plainStyle, codes), given);
        assert.match(codes, /^(?:\d{1,3}(?:;\d{1,3}){0,19})?$/);
      }),
    );
  });
});
