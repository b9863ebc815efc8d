/*
 * Escapes texts for a Markdown document. Two readers must show them unchanged: the editor's preview
 * (CommonMark with tables, strikethrough, bare links, HTML and formulas), and the editor itself, which
 * finds links on its own and ignores a backslash before `<` or between `]` and `:`.
 */

/** Characters that have a meaning anywhere in a line. */
const special = /[\\`*_~[\]<&$|]|!(?=\[)|(?<=\])\(/g;

/** Characters that turn the text around them into a link. */
const linking = /\/(?=\/\S|\/$)|(?<=\S)@(?=\S)|(?<=mailto):/gi;

/**
 * What has a meaning only at the start of a line: headings, lists, quotes, tables, plugin blocks and the
 * underline of a heading.
 */
const lead = /^(?:#+(?=\s|$)|[-+](?=[-:|\s]|$)|[=>]|:(?=[-:])|\d{1,9}(?=[.)](?:\s|$)))/;

const letter = /[\p{L}\p{N}]/u;

/**
 * Escapes a part of a line so that it shows as written.
 * @param begins whether the line begins with this part
 */
export function literalMarkdown(text: string, begins: boolean): string {
  const shown = text
    .replace(special, (sign, at: number) => escapeMarkdown(sign, text, at))
    .replace(linking, '\\$&');
  if (!begins) return shown;
  return shown.replace(lead, (found) => (/\d/.test(found) ? `${found}\\` : `\\${found}`));
}

function escapeMarkdown(sign: string, text: string, at: number): string {
  switch (sign) {
    case '<':
      return '&lt;';
    case ']':
      return text[at + 1] === ':' ? '&#93;' : '\\]';
    case '&':
      return /[#\w]/.test(text.charAt(at + 1)) ? '\\&' : '&';
    case '_':
      return letter.test(text.charAt(at - 1)) && letter.test(text.charAt(at + 1)) ? '_' : '\\_';
    default:
      return `\\${sign}`;
  }
}

/** Puts a text on one line and escapes it so that it shows as written, in Markdown and in HTML. */
export function plainMarkdown(text: string): string {
  return literalMarkdown(text.replace(/\s+/g, ' ').trim(), true);
}

/**
 * A text as inline code on one line, fenced safely whatever backticks it contains; empty for an empty text.
 */
export function codeSpan(text: string): string {
  const fence = '`'.repeat(longestRun(text, '`') + 1);
  const isSpaced = text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '';
  const pad = isSpaced || /^`|`$/.test(text) ? ' ' : '';
  return text === '' ? '' : `${fence}${pad}${text}${pad}${fence}`;
}

/** Languages that previews render as a drawing instead of code. */
const renderedLanguages = /^(?:math|mermaid)$/i;

/**
 * The lines of a code block that nothing in the text can close.
 * @param language as its author wrote it; may be empty
 */
export function fencedCode(text: string, language: string): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text, '`') + 1));
  const info = language.replace(/[^A-Za-z0-9+#._-]/g, '');
  return [`${fence}${renderedLanguages.test(info) ? '' : info}`, ...text.split(/\r\n?|\n/), fence];
}

/** The length of the longest run of a character. */
function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
