import { safeLine } from '../safe-text';
import { characterWidth } from './text-width';

/** A row of the screen. */
export interface Row {
  /** What is drawn in it. */
  readonly text: string;
  /** Whether the row after it continues the same line: the terminal wraps there by itself. */
  readonly wraps: boolean;
}

export interface Layout {
  readonly rows: readonly Row[];
  /** Where the cursor is; its column may be that of an empty last row, after a full one. */
  readonly cursor: { readonly row: number; readonly column: number };
}

/** How wide a tab in a draft is drawn. It has no fixed width in a terminal. */
const tab = '    ';

/**
 * Where a terminal of this width draws each character of a text that starts at the left edge. A wide character
 * doesn't fit into the last column: the terminal leaves that one empty.
 * @param cursor where the cursor is, in UTF-16 units of the text
 */
export function layOut(text: string, cursor: number, columns: number): Layout {
  const rows: Row[] = [];
  let row = '';
  let column = 0;
  let place = { row: 0, column: 0 };
  const next = (wraps: boolean) => {
    rows.push({ text: row, wraps });
    row = '';
    column = 0;
  };
  let at = 0;
  for (const character of text) {
    let isFirst = at === cursor;
    for (const drawn of drawnText(character)) {
      const width = characterWidth(drawn);
      // A mark, which has no column, belongs to the row of the character before it.
      if (column + width > columns && column > 0) next(true);
      if (isFirst) place = { row: rows.length, column };
      isFirst = false;
      row += drawn;
      column += width;
    }
    if (character === '\n') {
      // Behind a full row, the cursor stays on its last column.
      if (isFirst) place = { row: rows.length, column: Math.min(column, columns - 1) };
      next(false);
    }
    at += character.length;
  }
  if (at <= cursor) {
    if (column >= columns) next(true);
    place = { row: rows.length, column };
  }
  rows.push({ text: row, wraps: false });
  return { rows, cursor: place };
}

/** How a character of a draft is drawn; a line break isn't. */
function drawnText(character: string): string {
  if (character === '\n') return '';
  return character === '\t' ? tab : safeLine(character);
}
