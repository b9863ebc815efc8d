/**
 * 256 entries for each `n` from 0 to 7: the CRC-32C (Castagnoli: the polynomial 0x1EDC6F41, bits reversed) of
 * a byte and `n` zeros after it.
 */
const table = new Uint32Array(8 * 256);
for (let at = 0; at < table.length; at += 1) {
  // Without zeros, eight bits of the byte; else one more zero after the entry before.
  let crc = at < 256 ? at : (table[at - 256] as number);
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  table[at] = crc;
}

/**
 * CRC-32C as in RFC 3720 of the bytes from `start` to `end`; 0 to 2^32 - 1. Looks eight bytes up at a time, which takes
 * a third of the time that single bytes take: every message has a checksum.
 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffffffff;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    crc ^= (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    crc ^= ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
    crc =
      (table[0x700 | (crc & 0xff)] as number) ^
      (table[0x600 | ((crc >>> 8) & 0xff)] as number) ^
      (table[0x500 | ((crc >>> 16) & 0xff)] as number) ^
      (table[0x400 | (crc >>> 24)] as number) ^
      (table[0x300 | (bytes[at + 4] as number)] as number) ^
      (table[0x200 | (bytes[at + 5] as number)] as number) ^
      (table[0x100 | (bytes[at + 6] as number)] as number) ^
      (table[bytes[at + 7] as number] as number);
  }
  for (; at < end; at += 1) {
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] as number)) & 0xff] as number);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
