import type { CodeColor } from '../base/messages';

/** A part of a line of code in one color; without a color it has the default text color. */
export interface CodeSpan {
  readonly text: string;
  readonly color?: CodeColor | undefined;
}

/** A line without its line ending. */
export type CodeLine = readonly CodeSpan[];

/**
 * Highlights code.
 * @param language an id from {@link languageOf}
 * @returns the colored lines; undefined when it takes too long or fails
 */
export type Highlight = (text: string, language: string) => readonly CodeLine[] | undefined;

/** Lines without highlighting. */
export function plainLines(text: string): readonly CodeLine[] {
  return text.split('\n').map((line) => [{ text: line }]);
}
