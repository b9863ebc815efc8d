/** Scripts that put spaces between words: elsewhere a name stands right beside other words. */
const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}\p{M}_]/u;

/** `@` signs of a text that are looked at; one that has more was made to cost time. */
const mostSigns = 1000;
/** How often the own name may turn out to be a part of somebody else's. */
const mostOthers = 100;

/**
 * Whether a text mentions somebody: `@` and the name, in whatever case, not as a part of a longer word
 * nor of a longer name that somebody else in the room has (`@Ann 2` does not mention Ann).
 * @param names all that this person is or was called here
 * @param others names of everybody else in the room; asked only when it matters
 */
export function mentions(
  text: string,
  names: readonly string[],
  others: () => readonly string[],
): boolean {
  // Most messages mention nobody: they are told at once.
  if (!text.includes('@')) return false;
  const words = folded(text);
  const own = names.map(folded).filter((name) => name !== '');
  if (own.length === 0) return false;
  let theirs: readonly string[] | undefined;
  let [signs, meant] = [0, 0];
  for (let at = words.indexOf('@'); at >= 0; at = words.indexOf('@', at + 1)) {
    signs += 1;
    if (signs > mostSigns || meant === mostOthers) return false;
    // As in an e-mail address.
    if (isWord(words[at - 1])) continue;
    const length = longestAt(words, at + 1, own);
    if (length === 0) continue;
    theirs ??= others().map(folded);
    if (longestAt(words, at + 1, theirs) < length) return true;
    meant += 1;
  }
  return false;
}

/** Length of the longest of these names that stands there; 0 when none does. */
function longestAt(words: string, start: number, names: readonly string[]): number {
  let longest = 0;
  for (const name of names) {
    if (name.length <= longest || !words.startsWith(name, start)) continue;
    const runsOn = isWord(name.at(-1)) && isWord(words[start + name.length]);
    if (!runsOn) longest = name.length;
  }
  return longest;
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function isWord(character = ''): boolean {
  return spaced.test(character);
}
