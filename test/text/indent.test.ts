import assert from 'node:assert/strict';
import { dedent, indent } from '../../src/text/indent';

describe('an inserted block of code', () => {
  it('takes the indentation of its line', () => {
    assert.equal(indent('if x:\n    y()\n', '  '), 'if x:\n      y()\n');
    assert.equal(indent('a;\nb;', '\tfoo(); '), 'a;\n\tb;');
  });

  it('loses the indentation that all its lines share', () => {
    assert.equal(indent('    a {\n\n      b\n    }', '  '), 'a {\n\n    b\n  }');
    assert.equal(indent('\ta\n  b', ''), '\ta\n  b');
  });

  it('handles the line endings of other systems', () => {
    assert.equal(indent('a\r\nb', ' '), 'a\n b');
    assert.equal(indent('', '  '), '');
  });
});

describe('code shown without the indentation of all its lines', () => {
  it('keeps the lines, blank ones too, and what they are indented among each other', () => {
    assert.equal(dedent('    a {\n\n      b\n    }\n'), 'a {\n\n  b\n}\n');
    assert.equal(dedent('\t\ta\n \n\t\t\tb\r\n\r\n'), 'a\n\n\tb\r\n\r\n');
    assert.equal(dedent('a\n  b'), 'a\n  b');
    assert.equal(dedent('   \n'), '   \n');
    assert.equal(dedent(''), '');
  });

  it('takes away only what begins every line with the same characters', () => {
    assert.equal(dedent('\ta\n    b'), '\ta\n    b');
    assert.equal(dedent('\t  a\n\t\tb'), '  a\n\tb');
  });

  it('moves no line against another one where a tab follows spaces', () => {
    assert.equal(dedent('  a\n  \tb'), '  a\n  \tb');
    assert.equal(dedent('      a\n      \tb'), '  a\n  \tb');
    assert.equal(dedent('    a\n    \tb'), 'a\n\tb');
  });
});
