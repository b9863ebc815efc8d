import { roomText } from '../../protocol/room-text';

/** A document's text with LF line endings, as a card's hash is made of it. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** The lines of a text as rooms carry them, so that one's own can be compared with a card's. */
export function comparableLines(text: string): readonly string[] {
  return roomText(withLineFeeds(text)).split('\n');
}

/** Whether `lines` has `wanted` at line `line`, counted from 1. */
export function standsAt(
  lines: readonly string[],
  wanted: readonly string[],
  line: number,
): boolean {
  return wanted.every((text, index) => lines[line - 1 + index] === text);
}

/**
 * Where `lines` has `wanted`, counted from 1, nearest to line `near`; undefined when it has not. Takes
 * time in proportion to the number of lines, however they repeat (Knuth, Morris and Pratt).
 */
export function findLines(
  lines: readonly string[],
  wanted: readonly string[],
  near: number,
): number | undefined {
  if (wanted.length === 0 || wanted.length > lines.length) return undefined;
  const borders = bordersOf(wanted);
  let best: number | undefined;
  let matched = 0;
  for (const [index, text] of lines.entries()) {
    while (matched > 0 && wanted[matched] !== text) matched = borders[matched - 1] ?? 0;
    if (wanted[matched] === text) matched += 1;
    if (matched < wanted.length) continue;
    const line = index - wanted.length + 2;
    if (best === undefined || Math.abs(line - near) < Math.abs(best - near)) best = line;
    matched = borders[matched - 1] ?? 0;
  }
  return best;
}

/** For each beginning of `wanted`, how long its longest end is that it also begins with. */
function bordersOf(wanted: readonly string[]): readonly number[] {
  const borders = [0];
  let length = 0;
  for (let index = 1; index < wanted.length; index += 1) {
    while (length > 0 && wanted[index] !== wanted[length]) length = borders[length - 1] ?? 0;
    if (wanted[index] === wanted[length]) length += 1;
    borders.push(length);
  }
  return borders;
}
