import type { CodeColor } from '../base/messages';

/** A part of a line of code in one colour; without one it has the text's. */
export interface CodeSpan {
  readonly text: string;
  readonly color?: CodeColor | undefined;
}

/** Without its line ending. */
export type CodeLine = readonly CodeSpan[];

/**
 * Colours lines of code.
 *
 * @param language as {@link languageOf} names it
 * @returns undefined where that would take too long, or fails
 */
export type Highlight = (text: string, language: string) => readonly CodeLine[] | undefined;

/** Lines without colours. */
export function plainLines(text: string): readonly CodeLine[] {
  return text.split('\n').map((line) => [{ text: line }]);
}
