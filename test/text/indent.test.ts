import assert from 'node:assert/strict';
import { indented, outdented } from '../../src/text/indent';

describe('an inserted block of code', () => {
  it('takes the indentation of its line', () => {
    assert.equal(indented('if x:\n    y()\n', '  '), 'if x:\n      y()\n');
    assert.equal(indented('a;\nb;', '\tfoo(); '), 'a;\n\tb;');
  });

  it('loses the indentation that all its lines share', () => {
    assert.equal(indented('    a {\n\n      b\n    }', '  '), 'a {\n\n    b\n  }');
    assert.equal(indented('\ta\n  b', ''), '\ta\n  b');
  });

  it('handles the line endings of other systems', () => {
    assert.equal(indented('a\r\nb', ' '), 'a\n b');
    assert.equal(indented('', '  '), '');
  });
});

describe('code shown without the indentation of all its lines', () => {
  it('keeps the lines, blank ones too, and what they are indented among each other', () => {
    assert.equal(outdented('    a {\n\n      b\n    }\n'), 'a {\n\n  b\n}\n');
    assert.equal(outdented('\t\ta\n \n\t\t\tb\r\n\r\n'), 'a\n\n\tb\r\n\r\n');
    assert.equal(outdented('a\n  b'), 'a\n  b');
    assert.equal(outdented('   \n'), '   \n');
    assert.equal(outdented(''), '');
  });

  it('takes away only what begins every line with the same characters', () => {
    assert.equal(outdented('\ta\n    b'), '\ta\n    b');
    assert.equal(outdented('\t  a\n\t\tb'), '  a\n\tb');
  });

  it('moves no line against another one where a tab follows spaces', () => {
    assert.equal(outdented('  a\n  \tb'), '  a\n  \tb');
    assert.equal(outdented('      a\n      \tb'), '  a\n  \tb');
    assert.equal(outdented('    a\n    \tb'), 'a\n\tb');
  });
});
