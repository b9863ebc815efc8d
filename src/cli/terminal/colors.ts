import { styleCodes, type TerminalStyle } from '../../text/terminal-style';
import { safeLine } from '../safe-text';

/** A part of a line, and how it is drawn. Colors only repeat what the text says. */
export type Span = string | { readonly text: string; readonly style: TerminalStyle };

/** A line for the terminal; its texts may come from anyone. */
export type Line = readonly Span[];

/**
 * Whether to write colors: `--no-color`, then FORCE_COLOR (0 or false: none), NO_COLOR (https://no-color.org), TERM,
 * and whether the output is a terminal.
 */
export function isColored(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
  noColor = false,
): boolean {
  if (noColor) return false;
  const { FORCE_COLOR: forced, NO_COLOR: none, TERM: terminal } = env;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (none) return false;
  return isTerminal && terminal !== 'dumb';
}

/** Makes the line's bytes: every text harmless, and the only escape sequences those of its own styles. */
export function paint(line: Line, colored: boolean): string {
  return line.map((span) => paintSpan(span, colored)).join('');
}

function paintSpan(span: Span, colored: boolean): string {
  if (typeof span === 'string') return safeLine(span);
  const codes = colored ? styleCodes(span.style) : '';
  const text = safeLine(span.text);
  return codes === '' || text === '' ? text : `\x1b[${codes}m${text}\x1b[0m`;
}

/** The text of a line as it is printed without colors. */
export function plainText(line: Line): string {
  return paint(line, false);
}

export function dim(text: string): Span {
  return { text, style: { dim: true } };
}

export function bold(text: string): Span {
  return { text, style: { bold: true } };
}

export function warning(text: string): Span {
  return { text, style: { color: 3, bold: true } };
}

/** The first colors of the palette but black and white: each theme makes them readable on its background. */
const nameColors = [6, 3, 5, 2, 4, 1] as const;

/** A member's name. Its color follows from the member's id, so that it is always the same. */
export function memberName(name: string, memberId: string, isSelf: boolean): Span {
  if (isSelf) return bold(name);
  const number = /^m(\d{1,15})/.exec(memberId)?.[1];
  const place = number === undefined ? hash(memberId) : Number(number);
  const color = nameColors[place % nameColors.length] ?? 6;
  return { text: name, style: { bold: true, color } };
}

function hash(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (sum * 31 + text.charCodeAt(at)) >>> 0;
  return sum;
}
