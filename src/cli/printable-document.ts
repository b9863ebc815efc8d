import type { ExportFormatName } from '../export/export-formats';
import { escapeUnsafeJson, safeText } from './safe-text';
import { textWidth } from './terminal/text-width';

/** Terminals have a tab stop in every eighth column. */
const tabWidth = 8;

/**
 * A document as standard output gets it, in pieces of whole lines: no character of it acts on a terminal. JSON has the
 * same value then. Of the others, a file has the exact characters, and a pipe keeps the tabs.
 * @param length about how long a piece is, in UTF-16 units
 */
export function* printableDocument(
  document: string,
  format: ExportFormatName,
  isTerminal: boolean,
  length: number,
): Generator<string> {
  for (let start = 0; start < document.length; ) {
    const at = document.indexOf('\n', start + length);
    const end = at < 0 ? document.length : at + 1;
    const piece = document.slice(start, end);
    yield format === 'json' ? escapeUnsafeJson(piece) : printableText(piece, isTerminal);
    start = end;
  }
}

function printableText(text: string, isTerminal: boolean): string {
  const safe = text.split('\t').map(safeText).join('\t');
  return isTerminal ? safe.split('\n').map(lineWithoutTabs).join('\n') : safe;
}

function lineWithoutTabs(line: string): string {
  const [first = '', ...others] = line.split('\t');
  let column = textWidth(first);
  const parts = others.map((part) => {
    const spaces = tabWidth - (column % tabWidth);
    column += spaces + textWidth(part);
    return ' '.repeat(spaces) + part;
  });
  return first + parts.join('');
}
