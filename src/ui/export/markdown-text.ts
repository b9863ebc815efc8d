/** What means something in Markdown wherever it stands. */
const markup = /[\\`*_[\]<>|~&$]/g;

/** What does so at the beginning of a line: headings, lists, the underline of a heading. */
const lead = /^(?:[#+\-=]|\d{1,9}(?=[.)]))/;

/** A text that shows as it is written, on one line: it means nothing in Markdown or HTML. */
export function plainMarkdown(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(markup, escaped);
  return line.replace(lead, (found) => (/\d/.test(found) ? `${found}\\` : `\\${found}`));
}

/** The editor takes no notice of a backslash before `<` where it looks for links. */
function escaped(sign: string): string {
  return sign === '<' ? '&lt;' : `\\${sign}`;
}

/** A text as inline code, whatever backticks are in it; on one line. */
export function codeSpan(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const fence = '`'.repeat(longestRun(line, '`') + 1);
  const pad = /^`|`$/.test(line) ? ' ' : '';
  return line === '' ? '' : `${fence}${pad}${line}${pad}${fence}`;
}

/** A text as a block of code that it cannot end. @param language of the editor; may be empty */
export function codeBlock(text: string, language: string): string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text, '`') + 1));
  const info = language.replace(/[^A-Za-z0-9+#._-]/g, '');
  return [`${fence}${info}`, ...text.split(/\r\n?|\n/), fence];
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
