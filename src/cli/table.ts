import { cutLine, textWidth } from './terminal/text-width';

/** The narrowest that a column of long texts gets, and the space between columns. */
const minColumn = 8;
const gap = '  ';

/**
 * Lines of a table that fit a terminal.
 * @param rows their cells, without controls, all of the same number
 * @param flexible the columns that are cut, the widest first
 * @param width of the terminal, in columns
 */
export function fittedTable(
  rows: readonly (readonly string[])[],
  flexible: readonly number[],
  width: number,
): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const total = () => widths.reduce((sum, each) => sum + each + gap.length, -gap.length);
  while (total() > width) {
    const widest = Math.max(...flexible.map((column) => widths[column] ?? 0));
    const column = flexible.find((each) => widths[each] === widest);
    if (column === undefined || widest <= minColumn) break;
    widths[column] = Math.max(minColumn, widest - 1);
  }
  return rows.map((row) => {
    const cells = row.map((cell, column) => padded(cell, widths[column] ?? 0));
    const line = cells.join(gap).trimEnd();
    return textWidth(line) <= width ? line : cutLine(line, width);
  });
}

function padded(cell: string, width: number): string {
  const cut = textWidth(cell) <= width ? cell : cutLine(cell, width);
  return cut + ' '.repeat(Math.max(0, width - textWidth(cut)));
}
