import { shortName } from './names';

/** Longest quote, in characters as people count them. */
const longest = 120;

/** As much of a text as is looked at, in UTF-16 units: a first line longer than that is cut anyway. */
const mostRead = 4096;

/** What may open or close a block of code. */
const fence = /^\s*(?:`{3,}|~{3,})/;

/** What a line begins with that tells what it is: quote, heading, list. */
const lead = /^(?:\s{0,8}(?:>|#{1,6}(?=\s)|[-*+](?=\s)|\d{1,9}[.)](?=\s)))+\s*/;

/** The beginning of a text on one line, with the plainest of its Markdown taken off. */
export function quoteLine(text: string): string {
  const lines = text.slice(0, mostRead).split('\n');
  const said = lines.filter((line) => line.trim() !== '');
  const first = said.find((line) => !isFence(line)) ?? said[0] ?? '';
  const plain = first
    .replace(lead, '')
    .replace(/!?\[([^[\]]{0,200})\]\([^()\s]{0,500}\)/g, '$1')
    .replace(/\*\*|__|~~|`/g, '');
  return shortName(plain.trim() === '' ? first : plain, longest);
}

/** Whether a line opens or closes a block of code, and says nothing by itself. */
function isFence(line: string): boolean {
  const [begin] = fence.exec(line) ?? [];
  return begin !== undefined && !line.includes('`', begin.length);
}
