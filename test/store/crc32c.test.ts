import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crc32c, viewOf } from '../../src/store/crc32c';

/** CRC-32C a bit at a time, by its definition. */
function slowCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('crc32c', () => {
  it('has the values of RFC 3720', () => {
    assert.equal(crc32c(viewOf(Buffer.from('123456789'))), 0xe3069283);
    assert.equal(crc32c(viewOf(Buffer.alloc(32))), 0x8a9136aa);
    assert.equal(crc32c(viewOf(Buffer.alloc(32, 0xff))), 0x62a8ab43);
    assert.equal(crc32c(viewOf(Buffer.alloc(0))), 0);
  });

  it('is the same as a bit at a time, for any bytes and any part of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(70), fc.nat(70), (bytes, from, to) => {
        const [start, end] = [Math.min(from, to), Math.min(Math.max(from, to), bytes.length)];
        assert.equal(crc32c(viewOf(bytes)), slowCrc32c(bytes));
        assert.equal(crc32c(viewOf(bytes), start, end), slowCrc32c(bytes.subarray(start, end)));
      }),
    );
  });
});
