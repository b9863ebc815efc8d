import assert from 'node:assert/strict';
import { NetError, toNetError } from '../../src/protocol/net-error';
import { netErrorCode } from '../../src/strings/problem';

describe('a network failure', () => {
  it('is one whichever bundle it comes from', () => {
    // What the copy of the class in another bundle makes.
    class Copy extends Error {
      override readonly name = 'NetError';
      readonly code = 'wrong-pin';
    }
    const copy = new Copy('another authority');
    assert.ok(copy instanceof NetError);
    assert.equal(toNetError(copy), copy);
    assert.equal(netErrorCode(copy), 'wrong-pin');
    assert.ok(new NetError('refused', '') instanceof NetError);
    for (const other of [new Error('x'), { name: 'NetError', code: 'refused' }, undefined, 'x']) {
      assert.equal(other instanceof NetError, false);
    }
  });
});
