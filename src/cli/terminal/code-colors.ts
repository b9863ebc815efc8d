import type { TerminalStyle } from '../../text/terminal-style';
import type { Line, Span } from './colors';

const comment: TerminalStyle = { dim: true };
const string: TerminalStyle = { color: 2 };
const number: TerminalStyle = { color: 6 };
const keyword: TerminalStyle = { color: 5 };

/** Languages in which `#` begins a comment. */
const hashComments =
  /^(?:python|shellscript|ruby|perl|r|yaml|toml|makefile|dockerfile|elixir|julia)$/;
const dashComments = /^(?:sql|lua|haskell|ada|vhdl)$/;

/** Words that most languages share. */
const keywords = new Set(
  (
    'and as async await break case catch class const continue def default del do elif else enum except export extends ' +
    'false False final finally fn for from func function if impl import in interface is let match new nil None not null ' +
    'or package pass private protected public raise return self static struct super switch this throw throws trait true ' +
    'True try type typedef union use using var void while with yield'
  ).split(' '),
);

/** Strings on one line, numbers and words; each alternative begins with another character. */
const token = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\d[\w.]*|[\p{L}_][\p{L}\p{N}_]*/gu;

/** The longest line that is colored, in UTF-16 units. */
const maxLength = 2000;

/**
 * A line of code with strings, numbers, comments and common keywords in color. It knows no language exactly and keeps
 * nothing from the line before: a terminal shows short pieces of code.
 * @param language the editor's language id
 */
export function codeLine(text: string, language: string): Line {
  if (text.length > maxLength) return [text];
  const spans: Span[] = [];
  const commentAt = commentStart(text, language);
  const code = text.slice(0, commentAt);
  let at = 0;
  for (const { 0: found, index } of code.matchAll(token)) {
    const style = styleOf(found);
    if (!style) continue;
    spans.push(code.slice(at, index), { text: found, style });
    at = index + found.length;
  }
  spans.push(code.slice(at), { text: text.slice(commentAt), style: comment });
  return spans.filter((span) => (typeof span === 'string' ? span : span.text) !== '');
}

function styleOf(found: string): TerminalStyle | undefined {
  if (/^["']/.test(found)) return string;
  if (/^\d/.test(found)) return number;
  return keywords.has(found) ? keyword : undefined;
}

/** Where a comment begins that goes to the end of the line; the line's length if there is none. */
function commentStart(text: string, language: string): number {
  const mark = hashComments.test(language) ? '#' : dashComments.test(language) ? '--' : '//';
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    // Inside a string, an odd number of quotes is before it.
    const quotes = text.slice(0, at).match(/["'`]/g)?.length ?? 0;
    if (quotes % 2 === 0 && text[at - 1] !== ':') return at;
  }
  return text.length;
}

/** A line of a unified diff. */
export function diffLine(text: string): Line {
  const style = diffStyles[text[0] ?? ''];
  return style ? [{ text, style }] : [text];
}

const diffStyles: Readonly<Record<string, TerminalStyle>> = {
  '+': { color: 2 },
  '-': { color: 1 },
  '@': { color: 6 },
};
