/**
 * Zero width space: shows nothing, and parts what the editor would read as syntax. A look-alike would be
 * another text.
 */
const gap = '\u200b';

/** A notification shows as many UTF-16 units and cuts the rest, the end of a link or not. */
const maxOfLine = 1000;
const maxOfLines = 10_000;

/** What parts a link's `[words](target)`, a product icon's `$(name)` and a mnemonic's `&&` each have. */
const syntax = /\](?=\()|\$(?=\()|&(?=&)/g;

/** What a hover, which is Markdown, makes links of besides: addresses of pages and of mailboxes. */
const addresses = /:(?=\/\/)|\bwww(?=\.)|@/gi;

/** Line ends of whatever kind. */
const lineEnd = /[\n\r\v\f\u0085\u2028\u2029]/;

/** Embeddings, overrides and isolates; an isolate that begins and ends is kept as a whole. */
const directions = /\u2068[^\u2066-\u2069\u202a-\u202e]*\u2069|[\u2066-\u2069\u202a-\u202e]/g;

/**
 * A text, whoever wrote it, as a surface of the editor may show it: it reads as it was written and is
 * nothing else. The editor makes links, commands among them, of `[words](command:id)` and pictures of
 * `$(name)`, takes `&&` for the mark of a key, and lets direction characters turn what follows them.
 * The result is one line of at most about 1,000 UTF-16 units.
 */
export function inertText(text: string): string {
  return parted(onOneLine(cut(text, maxOfLine)));
}

/** The same in several lines, for details of dialogs and for tooltips; at most about 10,000 units. */
export function inertLines(text: string): string {
  return parted(cut(text, maxOfLines));
}

/** The same in one line for what the editor repeats as Markdown when the mouse rests on it. */
export function inertMarkdown(text: string): string {
  return inertText(text).replace(addresses, `$&${gap}`);
}

/** With a space for line ends and the white space around them. */
function onOneLine(text: string): string {
  const lines = text.split(lineEnd);
  const last = lines.pop() ?? '';
  const [first, ...more] = lines;
  if (first === undefined) return last;
  const middle = more.map((line) => line.trim()).filter((line) => line !== '');
  return [first.trimEnd(), ...middle, last.trimStart()].join(' ');
}

function parted(text: string): string {
  return text
    .replace(directions, (found) => (found.length > 1 ? found : '\ufffd'))
    .replace(syntax, `$&${gap}`);
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  // Half a surrogate pair would show as a box.
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
