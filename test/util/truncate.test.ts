import { strict as assert } from 'node:assert';
import { truncate } from '../../src/util/truncate';

describe('cutting a text', () => {
  it('keeps what fits', () => {
    assert.equal(truncate('abc', 3), 'abc');
    assert.equal(truncate('', 1), '');
  });

  it('ends with an ellipsis, and not within a character', () => {
    assert.equal(truncate('abcd', 3), 'ab…');
    assert.equal(truncate('a😀bc', 3), 'a…');
    assert.equal(truncate('😀bcd', 4), '😀b…');
  });
});
