/*
 * Texts as they stand in a Markdown document. It is read by the editor's preview (CommonMark with tables,
 * strikethrough, links of bare addresses, HTML and formulas) and by the editor itself, which looks for links
 * by a reading of its own: that takes no notice of a backslash before `<` or between `]` and `:`.
 */

/** What means something wherever it stands. */
const special = /[\\`*_~[\]<&$|]|!(?=\[)|(?<=\])\(/g;

/** What makes a link of what stands around it. */
const linking = /\/(?=\/\S|\/$)|(?<=\S)@(?=\S)|(?<=mailto):/gi;

/**
 * What begins something at the beginning of a line: headings, lists, quotes, tables, blocks of plugins, the
 * underline of a heading.
 */
const lead = /^(?:#+(?=\s|$)|[-+](?=[-:|\s]|$)|[=>]|:(?=[-:])|\d{1,9}(?=[.)](?:\s|$)))/;

const letter = /[\p{L}\p{N}]/u;

/** A part of a line that shows as it is written. @param begins whether the line begins with it */
export function literalMarkdown(text: string, begins: boolean): string {
  const shown = text
    .replace(special, (sign, at: number) => escaped(sign, text, at))
    .replace(linking, '\\$&');
  if (!begins) return shown;
  return shown.replace(lead, (found) => (/\d/.test(found) ? `${found}\\` : `\\${found}`));
}

function escaped(sign: string, text: string, at: number): string {
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

/** A text that shows as it is written, on one line: it means nothing in Markdown or HTML. */
export function plainMarkdown(text: string): string {
  return literalMarkdown(text.replace(/\s+/g, ' ').trim(), true);
}

/** A text as inline code, whatever backticks are in it; on one line. */
export function codeSpan(text: string): string {
  const fence = '`'.repeat(longestRun(text, '`') + 1);
  const isSpaced = text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '';
  const pad = isSpaced || /^`|`$/.test(text) ? ' ' : '';
  return text === '' ? '' : `${fence}${pad}${text}${pad}${fence}`;
}

/** Languages that previews draw as something else than code. */
const drawn = /^(?:math|mermaid)$/i;

/** A text as a block of code that it cannot end. @param language as its author wrote it; may be empty */
export function fencedCode(text: string, language: string): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text, '`') + 1));
  const info = language.replace(/[^A-Za-z0-9+#._-]/g, '');
  return [`${fence}${drawn.test(info) ? '' : info}`, ...text.split(/\r\n?|\n/), fence];
}

/** The most of this character that stand in a row. */
function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
