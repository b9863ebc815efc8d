import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromBase32, toBase32 } from '../../src/util/base32';

describe('base32', () => {
  it('is that of RFC 4648, without padding', () => {
    const vectors = { f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', foobar: 'MZXW6YTBOI' };
    assert.equal(toBase32(Buffer.of()), '');
    for (const [text, encoded] of Object.entries(vectors)) {
      assert.equal(toBase32(Buffer.from(text)), encoded);
    }
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        assert.deepEqual(fromBase32(toBase32(bytes)), Uint8Array.from(bytes));
      }),
    );
  });

  it('is nothing else: other characters, bits that no byte needs, or a character too many', () => {
    for (const text of ['m', 'MY==', 'M1', 'MZ', 'MZXW6A', '你']) {
      assert.equal(fromBase32(text), undefined, text);
    }
  });
});
