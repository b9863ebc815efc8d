import { fromBase32 } from '../util/base32';

/** The first bytes of the keys that wide rooms use, as NATS defines them. */
const accountPrefix = 0;
const seedPrefix = 18 << 3;

/** Whether a text is the public NKey of an account; false if its checksum is wrong. */
export function isAccountKey(text: string): boolean {
  const bytes = /^A[A-Z2-7]{55}$/.test(text) ? checkedBytes(text) : undefined;
  return bytes?.[0] === accountPrefix;
}

/** Whether a text is the seed of an account's NKey; false if its checksum is wrong. */
export function isAccountSeed(text: string): boolean {
  const bytes = /^SA[A-Z2-7]{56}$/.test(text) ? checkedBytes(text) : undefined;
  // The prefix of the key itself is spread over two bytes.
  return bytes?.[0] === seedPrefix && bytes[1] === accountPrefix << 3;
}

/** The bytes of a text in base32, without the last two, if these are the checksum of the others. */
function checkedBytes(text: string): Uint8Array | undefined {
  const all = fromBase32(text);
  if (!all) return undefined;
  const bytes = all.subarray(0, -2);
  const [low = 0, high = 0] = all.subarray(-2);
  return crc16(bytes) === (high << 8) + low ? bytes : undefined;
}

/** The checksum of an NKey: CRC-16/XMODEM. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
    }
  }
  return crc;
}
