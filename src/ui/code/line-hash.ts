import { createHash } from 'node:crypto';
import type { Place } from '../../protocol/place';

/** How far from their place to search for selected lines, and for how many at most, so that it costs little. */
const maxShift = 100;
const maxShifted = 100;
/** Maximum number of lines of a selection that are hashed. */
export const maxHashedLines = 500;

/**
 * 18 bits of the SHA-256 of these lines, as a place carries them; undefined for more than 500 lines and for blank
 * ones. Two texts rarely have the same, and it is too short to reveal what the lines say.
 */
export function linesHash(lines: readonly string[]): string | undefined {
  if (lines.length > maxHashedLines || lines.every((line) => line.trim() === '')) return undefined;
  return createHash('sha256').update(lines.join('\n')).digest('base64url').slice(0, 3);
}

/**
 * Finds the lines that another member has selected: at the same place, or else nearby, because one of the copies has
 * more lines above.
 * @param lineAt the text of a line, counted from 0
 * @returns the first line, counted from 0; undefined when the text isn't the same here
 */
export function findSelected(
  { line, endLine = line, hash }: Omit<Place, 'path'>,
  lineCount: number,
  lineAt: (line: number) => string,
): number | undefined {
  const count = endLine - line + 1;
  if (hash === undefined || count > maxHashedLines) return undefined;
  const isAt = (first: number) => {
    if (first < 0 || first + count > lineCount) return false;
    return linesHash(Array.from({ length: count }, (_, index) => lineAt(first + index))) === hash;
  };
  if (isAt(line - 1)) return line - 1;
  for (let shift = 1; shift <= maxShift && count <= maxShifted; shift += 1) {
    const found = [line - 1 - shift, line - 1 + shift].find(isAt);
    if (found !== undefined) return found;
  }
  return undefined;
}
