import { normalizeMessageText } from '../../protocol/message-text';
import type { Place } from '../../protocol/place';
import { findSelected } from './line-hash';
import { findLines } from './line-search';

/** A place in someone else's copy of a file, and what is known of its text. */
export interface ForeignPosition extends Place {
  /** Counts from 1. */
  readonly column?: number | undefined;
  /** The line's text, in the form that rooms carry and without indentation. */
  readonly quoted?: string | undefined;
}

/**
 * The line, counted from 1, at which the reader's copy has the text of a place in someone else's copy. It is the place's
 * own line when nothing is known of the text, or the reader's copy doesn't have it.
 * @param lineAt the text of a line of the reader's copy, counted from 0
 */
export function findLocalLine(
  place: ForeignPosition,
  lineCount: number,
  lineAt: (line: number) => string,
): number {
  const { line, quoted, hash } = place;
  // A line with only a brace or two occurs everywhere.
  if (quoted !== undefined && /\p{L}.*?\p{L}.*?\p{L}/u.test(quoted)) {
    const lines = Array.from({ length: lineCount }, (_, at) =>
      normalizeMessageText(lineAt(at)).trim(),
    );
    return findLines(lines, [quoted.trim()], line) ?? line;
  }
  if (hash === undefined) return line;
  const first = findSelected(place, lineCount, lineAt);
  return first === undefined ? line : first + 1;
}
