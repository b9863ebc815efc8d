/** How many colours of the theme's charts are told apart. */
export const hueCount = 6;

/** One of the theme's colours for a member, the same in every place and every time: FNV-1a. */
export function hueOf(memberId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < memberId.length; i++) {
    hash = Math.imul(hash ^ memberId.charCodeAt(i), 0x01000193);
  }
  // The low bits alone would depend on the last characters' low bits.
  return ((hash >>> 16) ^ (hash & 0xffff)) % hueCount;
}
