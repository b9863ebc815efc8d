/**
 * Whether a text is the IP address of one computer. False for host names, for other spellings (octal,
 * hexadecimal, IPv4 within IPv6), for addresses with a zone, and for unspecified, multicast, broadcast and
 * reserved addresses.
 */
export function isHostAddress(text: string): boolean {
  const v4 = parseIpv4(text);
  if (v4) {
    const [first = 0] = v4;
    return first > 0 && first < 224;
  }
  const v6 = parseIpv6(text);
  if (!v6) return false;
  const [first = 0] = v6;
  // ::/96 holds the unspecified address, the deprecated IPv4-compatible ones, and the loopback.
  const isCompatible = v6.slice(0, 6).every((group) => group === 0);
  const isLoopback = isCompatible && v6[6] === 0 && v6[7] === 1;
  const isMapped = v6.slice(0, 5).every((group) => group === 0) && v6[5] === 0xffff;
  return (isLoopback || !isCompatible) && !isMapped && first < 0xff00;
}

/** The four bytes of an IPv4 address in decimal without leading zeros; undefined for anything else. */
export function parseIpv4(text: string): readonly number[] | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  const isPlain = bytes.every((byte) => byte <= 255) && bytes.join('.') === text;
  return isPlain ? bytes : undefined;
}

/** The eight 16-bit groups of an IPv6 address without brackets and zone; undefined for anything else. */
export function parseIpv6(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const zeros = 8 - head.length - (tail?.length ?? 0);
  if (tail ? zeros < 1 : zeros !== 0) return undefined;
  return [...head, ...Array<number>(zeros).fill(0), ...(tail ?? [])];
}

/** The groups on one side of `::`. The last two of the address may be written as an IPv4 address. */
function groupsOf(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const v4 = isLast ? parseIpv4(parts.at(-1) ?? '') : undefined;
  if (v4) parts.splice(-1);
  if (!parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  const groups = parts.map((part) => Number.parseInt(part, 16));
  if (v4) groups.push(((v4[0] ?? 0) << 8) | (v4[1] ?? 0), ((v4[2] ?? 0) << 8) | (v4[3] ?? 0));
  return groups;
}
