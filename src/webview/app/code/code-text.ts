import { render } from 'lit/html.js';
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

/** Bidirectional control characters, which change the order in which the text around them is shown. */
const overrides = /([\u202a-\u202e\u2066-\u2069])/;

/**
 * Converts code to nodes. Bidirectional control characters are made visible, as in the editor, so that the
 * code can't look different from what a compiler reads.
 */
export function codeText(text: string, className?: string): Node[] {
  if (!overrides.test(text)) return [part(text, className)];
  return text
    .split(overrides)
    .filter((piece) => piece !== '')
    .map((piece) => (overrides.test(piece) ? overrideMark(piece) : part(piece, className)));
}

/**
 * A line of code, with its line ending unless it is the last line.
 * @param draw draws a line without highlighting; absent: the line is shown as it is
 */
export function codeLine(
  line: CodeLine,
  last: boolean,
  draw?: (text: string) => unknown,
): HTMLElement {
  const element = document.createElement('span');
  element.className = 'code-line';
  for (const { text, color } of line) {
    if (draw) render(draw(text), element);
    else element.append(...codeText(text, color && `code-${color}`));
  }
  if (!last) element.append('\n');
  return element;
}

function part(text: string, className?: string): Node {
  if (className === undefined) return document.createTextNode(text);
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  return span;
}

/** CSS isolates the control character, so that it has no effect, and shows its code point. */
function overrideMark(character: string): HTMLElement {
  const name = `U+${character.charCodeAt(0).toString(16).toUpperCase()}`;
  const mark = document.createElement('span');
  mark.className = 'override-mark';
  mark.dataset.name = name;
  mark.title = name;
  mark.textContent = character;
  return mark;
}
