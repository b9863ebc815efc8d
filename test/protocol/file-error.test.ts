import assert from 'node:assert/strict';
import { FileError } from '../../src/protocol/file-error';

describe('the failure of a transfer', () => {
  it('is one whichever bundle it comes from', () => {
    // What the copy of the class in another bundle makes.
    class Copy extends Error {
      override readonly name = 'FileError';
      readonly code = 'file-gone';
    }
    assert.ok(new Copy('gone') instanceof FileError);
    assert.ok(new FileError('file-gone', '') instanceof FileError);
    for (const other of [
      new Error('x'),
      { name: 'FileError', code: 'file-gone' },
      undefined,
      'x',
    ]) {
      assert.equal(other instanceof FileError, false);
    }
  });
});
