import assert from 'node:assert/strict';
import { indented } from '../../../src/ui/messages/indent';

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
