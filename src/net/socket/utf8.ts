/** How many bytes at the end of `bytes` begin a UTF-8 character that is not complete: 0 to 3. */
export function incompleteLength(bytes: Uint8Array): number {
  const max = Math.min(3, bytes.length);
  for (let back = 1; back <= max; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return canLead(byte) && back < characterLength(byte) ? back : 0;
  }
  return 0;
}

/** The others would make a character that is too long for what it is, or beyond the last one. */
function canLead(byte: number): boolean {
  return byte >= 0xc2 && byte <= 0xf4;
}

function characterLength(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}
