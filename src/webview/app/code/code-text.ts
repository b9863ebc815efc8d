import { render } from 'lit/html.js';
import type { CodeLine } from './spans';

/** What changes the order in which the characters around it are shown. */
const overrides = /([\u202a-\u202e\u2066-\u2069])/;

/**
 * Code as nodes. Marks that would show it in another order than it is read by a compiler are made
 * visible, as the editor does.
 */
export function codeText(text: string, className?: string): Node[] {
  if (!overrides.test(text)) return [part(text, className)];
  return text
    .split(overrides)
    .filter((piece) => piece !== '')
    .map((piece) => (overrides.test(piece) ? overrideMark(piece) : part(piece, className)));
}

/**
 * A line of code with its line ending, unless it is the last one.
 * @param draw draws the text of a line without colours; absent: as it is
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

/** The mark itself is isolated, where it turns nothing; its number is drawn before it. */
function overrideMark(character: string): HTMLElement {
  const name = `U+${character.charCodeAt(0).toString(16).toUpperCase()}`;
  const mark = document.createElement('span');
  mark.className = 'override-mark';
  mark.dataset.name = name;
  mark.title = name;
  mark.textContent = character;
  return mark;
}
