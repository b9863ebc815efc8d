/** Scripts that put spaces between words: elsewhere a name stands right beside other words. */
const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;

/** Whether a text names somebody, in whatever case, and not merely as a part of another word. */
export function mentions(text: string, name: string): boolean {
  const words = text.normalize('NFC').toLowerCase();
  const wanted = name.toLowerCase();
  if (wanted === '') return false;
  for (let at = words.indexOf(wanted); at >= 0; at = words.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    const runsOn = joined(words[at - 1], wanted[0]) || joined(wanted.at(-1), words[end]);
    if (!runsOn) return true;
  }
  return false;
}

/** Whether two characters side by side belong to one word. */
function joined(left = '', right = ''): boolean {
  return spaced.test(left) && spaced.test(right);
}
