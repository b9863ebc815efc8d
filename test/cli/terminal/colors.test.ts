import assert from 'node:assert/strict';
import { isColored, memberName, paint } from '../../../src/cli/terminal/colors';

describe('colors in a terminal', () => {
  it('are off where they aren’t wanted or can’t be shown', () => {
    assert.equal(isColored(true, {}), true);
    assert.equal(isColored(false, {}), false);
    assert.equal(isColored(true, { NO_COLOR: '1' }), false);
    assert.equal(isColored(true, { NO_COLOR: '' }), true);
    assert.equal(isColored(true, { TERM: 'dumb' }), false);
    assert.equal(isColored(false, { FORCE_COLOR: '1', NO_COLOR: '1' }), true);
    assert.equal(isColored(true, { FORCE_COLOR: '0' }), false);
    assert.equal(isColored(true, { FORCE_COLOR: '1' }, true), false);
  });

  it('end with the text they belong to', () => {
    const line = ['a', { text: 'b', style: { bold: true, color: 1 } }] as const;
    assert.equal(paint(line, true), 'a\x1b[1;31mb\x1b[0m');
    assert.equal(paint(line, false), 'ab');
  });

  it('let no text change them', () => {
    assert.equal(
      paint([{ text: '\x1b[31mx\n', style: { dim: true } }], true),
      '\x1b[2m␛[31mx␊\x1b[0m',
    );
  });

  it('of a member are always the same, and differ between the first members', () => {
    assert.deepEqual(memberName('Ann', 'm1', false), memberName('Ann', 'm1', false));
    const colors = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'].map((id) =>
      paint([memberName('x', id, false)], true),
    );
    assert.equal(new Set(colors).size, 6);
    assert.deepEqual(memberName('Ann', 'm1', true), { text: 'Ann', style: { bold: true } });
  });
});
