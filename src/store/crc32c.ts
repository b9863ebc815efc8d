/**
 * 256 entries for each `n` from 0 to 15: the CRC-32C (Castagnoli: the polynomial 0x1EDC6F41, bits reversed) of
 * a byte and `n` zeros after it.
 */
const table = new Int32Array(16 * 256);
for (let at = 0; at < table.length; at += 1) {
  // Without zeros, eight bits of the byte; else one more zero after the entry before.
  let crc = at < 256 ? at : (table[at - 256] as number);
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  table[at] = crc;
}

/** The CRC of four bytes, the first one in the lowest bits, and `zeros` zeros after them. */
function wordCrc(word: number, zeros: number): number {
  const first = zeros << 8;
  return (
    (table[first + 0x300 + (word & 0xff)] as number) ^
    (table[first + 0x200 + ((word >>> 8) & 0xff)] as number) ^
    (table[first + 0x100 + ((word >>> 16) & 0xff)] as number) ^
    (table[first + (word >>> 24)] as number)
  );
}

/**
 * CRC-32C as in RFC 3720 of the bytes from `start` to `end`; 0 to 2^32 - 1. Looks sixteen bytes up at a time, which
 * takes a sixth of the time that single bytes take: every message has a checksum.
 */
export function crc32c(bytes: DataView, start = 0, end = bytes.byteLength): number {
  let crc = -1;
  let at = start;
  for (; at + 16 <= end; at += 16) {
    crc =
      wordCrc(crc ^ bytes.getInt32(at, true), 12) ^
      wordCrc(bytes.getInt32(at + 4, true), 8) ^
      wordCrc(bytes.getInt32(at + 8, true), 4) ^
      wordCrc(bytes.getInt32(at + 12, true), 0);
  }
  for (; at < end; at += 1) {
    crc = (crc >>> 8) ^ (table[(crc ^ bytes.getUint8(at)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

/** A view of bytes to compute their CRC. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
