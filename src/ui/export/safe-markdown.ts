import { CodeBlocks, markdownLines } from './code-blocks';

/** Where a link may lead: all else is written out, so that nothing happens by a click. */
const goodLink = /^\]\((?:https?:\/\/|mailto:)/i;

/**
 * Somebody's Markdown as it may stand in another document: formatting, code and links to the web stay;
 * HTML, images, other links and link definitions show as they are written. Where it is not sure that
 * something is code, it is not taken for it. A block of code left open is closed.
 */
export function safeMarkdown(text: string): string[] {
  const lines = markdownLines(text);
  const blocks = new CodeBlocks(lines);
  const safe: string[] = [];
  let paragraph: string[] = [];
  const endParagraph = () => {
    safe.push(...safeParagraph(paragraph));
    paragraph = [];
  };
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const block = blocks.at(at);
    if (block || line.trim() === '') {
      endParagraph();
      safe.push(...(block?.lines ?? ['']));
    } else {
      paragraph.push(line);
    }
    at = block?.end ?? at + 1;
  }
  endParagraph();
  return safe;
}

/**
 * Lines without an empty one between them. Backticks can pair across lines, and then all pairs after
 * them are others than they look: only where each line's pair up is what is between them code.
 */
function safeParagraph(lines: readonly string[]): string[] {
  const split = lines.map(splitCode);
  const sure = split.every((parts) => parts !== undefined);
  return lines.map((line, index) => {
    const parts = sure ? split[index] : undefined;
    if (!parts) return escaped(line);
    return parts.map((part, at) => (at % 2 === 0 ? escaped(part) : part)).join('');
  });
}

/**
 * Cuts a line into what is outside and inside of inline code, by turns; undefined when backticks are
 * left over, or a table could cut them apart.
 */
function splitCode(line: string): string[] | undefined {
  if (!line.includes('`')) return [line];
  if (line.includes('|')) return undefined;
  const parts: string[] = [];
  let start = 0;
  let at = 0;
  while (at < line.length) {
    const character = line[at];
    if (character === '\\') {
      at += 2;
    } else if (character !== '`') {
      at += 1;
    } else {
      const run = runAt(line, at);
      const end = closingRun(line, at + run, run);
      if (end === undefined) return undefined;
      parts.push(line.slice(start, at), line.slice(at, end));
      start = end;
      at = end;
    }
  }
  return [...parts, line.slice(start)];
}

function runAt(line: string, start: number): number {
  let end = start;
  while (line[end] === '`') end += 1;
  return end - start;
}

/** Where a run of exactly this length ends, behind `from`. */
function closingRun(line: string, from: number, length: number): number | undefined {
  for (let at = line.indexOf('`', from); at >= 0; at = line.indexOf('`', at)) {
    const run = runAt(line, at);
    at += run;
    if (run === length) return at;
  }
  return undefined;
}

/**
 * A piece of a line outside of code; backslashes that are there already go on escaping. The editor finds
 * links in a document by its own reading, which takes no notice of a backslash before `<` or `]:`.
 */
function escaped(piece: string): string {
  return piece.replace(/\\[\s\S]|<|!\[|\](?=:)|\]\(/g, (found, at: number) => {
    if (found.endsWith('<')) return '&lt;';
    if (found.endsWith(']') && piece[at + found.length] === ':') return '&#93;';
    if (found.startsWith('\\')) return found;
    if (found === '![') return '!\\[';
    if (found === '](') return goodLink.test(piece.slice(at)) ? found : ']\\(';
    return `\\${found}`;
  });
}
