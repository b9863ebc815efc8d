import type { Excerpt, ExcerptCard } from '../protocol/card';
import { fitsEntry } from '../protocol/message-text';
import { nameInText, noticeText } from './inline-text';
import type { Translate } from './translate';

/** The note on a card whose lines moved within the reader's file. */
export function movedLinesText(line: number, endLine: number, t: Translate): string {
  return line === endLine
    ? t('moved to line {0}', line)
    : t('moved to lines {0}–{1}', line, endLine);
}

/** The note on a card whose lines are in another cell of the reader's notebook. */
export function movedToCellText(cell: number, t: Translate): string {
  return t('moved to cell {0}', cell);
}

/** The note on a card whose lines are in another file of the reader. */
export function elsewhereText(path: string, line: number, endLine: number, t: Translate): string {
  return line === endLine
    ? t('in {0}, line {1}', path, line)
    : t('in {0}, lines {1}–{2}', path, line, endLine);
}

/**
 * The title of a diff between the lines as sent and the reader's file.
 * @param author undefined for the reader's own lines
 */
export function comparisonTitle(author: string | undefined, name: string, t: Translate): string {
  return author === undefined
    ? t('{0} as sent ↔ yours now', name)
    : t('{0}’s {1} ↔ yours', nameInText(author), name);
}

/** Says that a file named in a text does not exist. */
export function noSuchFileText(path: string, hasFolder: boolean, t: Translate): string {
  const shown = noticeText(path);
  return hasFolder
    ? t('Your folder has no file “{0}”.', shown)
    : t('Open a folder first. Deskmate looks for “{0}” in your folder.', shown);
}

/** Says that a selection is too large for a message; its first `fitting` lines fit. */
export function tooLargeText(
  { line, endLine }: Pick<Excerpt, 'line' | 'endLine'>,
  fitting: number,
  t: Translate,
): string {
  return fitting === 0
    ? t('Line {0} is too long for a message. Select other lines.', line)
    : t(
        'These {0} lines are too long for one message; only the first {1} fit. Select fewer lines.',
        endLine - line + 1,
        fitting,
      );
}

/** Line numbers, counted from 1: "line 3", "lines 3–5". */
export function linesText(line: number, endLine: number, t: Translate): string {
  return line === endLine ? t('line {0}', line) : t('lines {0}–{1}', line, endLine);
}

/** The position of lines in a file: "src/main.c, lines 10–12", "lab.ipynb, cell 3, line 2". */
export function codePlace(
  { path, cell }: ExcerptCard,
  line: number,
  endLine: number,
  t: Translate,
): string {
  const lines = linesText(line, endLine, t);
  return cell === undefined
    ? t('{0}, {1}', path, lines)
    : t('{0}, cell {1}, {2}', path, cell, lines);
}

/** Why lines of a file can't be sent in one message with this text; undefined when they can. */
export function excerptProblem(card: ExcerptCard, text: string, t: Translate): string | undefined {
  return fitsEntry(text, card) ? undefined : tooLargeText(card, fittingLines(card, text), t);
}

/** How many of a card's lines, counted from the first, fit in a message. */
function fittingLines(card: ExcerptCard, messageText: string): number {
  const lines = card.text.split('\n');
  let fits = 0;
  let tooMany = lines.length;
  while (tooMany - fits > 1) {
    const half = Math.floor((fits + tooMany) / 2);
    const text = lines.slice(0, half).join('\n');
    if (fitsEntry(messageText, { ...card, text })) fits = half;
    else tooMany = half;
  }
  return fits;
}
