import { truncate } from './truncate';

/**
 * Zero width space: invisible, and breaks up what the editor would read as syntax. Replacing characters
 * with look-alikes would change the text instead.
 */
const gap = '\u200b';

/** Maximum number of UTF-16 units that a notification shows: the editor cuts the rest, even inside a link. */
const maxLineUnits = 1000;
/** For texts of several lines, in UTF-16 units. */
const maxTextUnits = 10_000;

/** Where to break up a link `[text](target)`, a product icon `$(name)` and a mnemonic `&&`. */
const syntax = /\](?=\()|\$(?=\()|&(?=&)/g;

/** What a Markdown hover also turns into links: web and email addresses. */
const addresses = /:(?=\/\/)|\bwww(?=\.)|@/gi;

/** Any kind of line ending. */
const lineEnd = /[\n\r\v\f\u0085\u2028\u2029]/;

/**
 * Directional embeddings, overrides and isolates. Matches a closed isolate as a whole, so that it can be
 * kept.
 */
const directions = /\u2068[^\u2066-\u2069\u202a-\u202e]*\u2069|[\u2066-\u2069\u202a-\u202e]/g;

/**
 * Makes untrusted text safe to show in the editor's notifications, menus and status bar: it reads the same,
 * but has no effect. The editor would otherwise turn `[text](command:id)` into links that run commands and
 * `$(name)` into icons, read `&&` as a mnemonic, and let direction characters reorder what follows. Returns
 * one line of at most about 1,000 UTF-16 units.
 */
export function inertText(text: string): string {
  return breakSyntax(onOneLine(truncate(text, maxLineUnits)));
}

/** Like {@link inertText}, but keeps lines, for dialog details and tooltips; at most about 10,000 units. */
export function inertLines(text: string): string {
  return breakSyntax(truncate(text, maxTextUnits));
}

/** Like {@link inertText}, for text that the editor also shows as Markdown on hover. */
export function inertMarkdown(text: string): string {
  return inertText(text).replace(addresses, `$&${gap}`);
}

/** Replaces each line ending, and the white space around it, with a space. */
function onOneLine(text: string): string {
  const lines = text.split(lineEnd);
  const last = lines.pop() ?? '';
  const [first, ...more] = lines;
  if (first === undefined) return last;
  const middle = more.map((line) => line.trim()).filter((line) => line !== '');
  return [first.trimEnd(), ...middle, last.trimStart()].join(' ');
}

function breakSyntax(text: string): string {
  return text
    .replace(directions, (found) => (found.length > 1 ? found : '\ufffd'))
    .replace(syntax, `$&${gap}`);
}
