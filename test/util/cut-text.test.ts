import { strict as assert } from 'node:assert';
import { cutText } from '../../src/util/cut-text';

describe('cutting a text', () => {
  it('keeps what fits', () => {
    assert.equal(cutText('abc', 3), 'abc');
    assert.equal(cutText('', 1), '');
  });

  it('ends with an ellipsis, and not within a character', () => {
    assert.equal(cutText('abcd', 3), 'ab…');
    assert.equal(cutText('a😀bc', 3), 'a…');
    assert.equal(cutText('😀bcd', 4), '😀b…');
  });
});
