import { normalizeMessageText } from '../../protocol/message-text';

/** A document's text with LF line endings, the form that a card's hash is made from. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** The lines of a text in the form that rooms carry, for comparison with a card's lines. */
export function comparableLines(text: string): readonly string[] {
  return normalizeMessageText(withLineFeeds(text)).split('\n');
}

/** Whether `lines` contains `wanted` at line `line`, counted from 1. */
export function matchesAt(
  lines: readonly string[],
  wanted: readonly string[],
  line: number,
): boolean {
  return wanted.every((text, index) => lines[line - 1 + index] === text);
}

/**
 * The line at which `lines` contains `wanted`, counted from 1 and nearest to line `near`; undefined when it
 * doesn't. Takes linear time, however often lines repeat (Knuth, Morris and Pratt).
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

/** For each prefix of `wanted`, the length of its longest proper suffix that is also a prefix. */
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

/** Maximum number of places of one line to consider; a line that occurs everywhere says nothing. */
const maxPlaces = 50;

/** A range of lines, counted from 0; excludes `end`. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range of `lines` of which `wanted` is another version: where most of its lines occur in the same
 * order, nearest to line `near` (counted from 1). If none occur, as many lines at `near`.
 */
export function matchLines(
  lines: readonly string[],
  wanted: readonly string[],
  near: number,
): LineRange {
  const places = placesOf(lines);
  const at = (index: number) => places.get((wanted[index] ?? '').trim()) ?? [];
  const votes = new Map<number, number>();
  for (const index of wanted.keys()) {
    for (const place of at(index)) {
      votes.set(place - index, (votes.get(place - index) ?? 0) + 1);
    }
  }
  let offset = near - 1;
  let most = 0;
  for (const [candidate, count] of votes) {
    const nearer = Math.abs(candidate - near + 1) < Math.abs(offset - near + 1);
    if (count > most || (count === most && nearer)) {
      offset = candidate;
      most = count;
    }
  }
  // Lines that exist on one side only shift the rest; the first and last line show how far.
  const reach = wanted.length + 10;
  const last = wanted.length - 1;
  const start = nearest(at(0), offset, reach) ?? offset;
  const end = (nearest(at(last), offset + last, reach) ?? offset + last) + 1;
  const whole = end > start ? { start, end } : { start: offset, end: offset + wanted.length };
  return { start: clamp(whole.start, lines.length), end: clamp(whole.end, lines.length) };
}

/** The text with a range of its lines replaced. */
export function replaceLines(
  lines: readonly string[],
  { start, end }: LineRange,
  replacement: readonly string[],
): string {
  return [...lines.slice(0, start), ...replacement, ...lines.slice(end)].join('\n');
}

/** The places of each line, ignoring indentation; leaves out blank lines and lines in too many places. */
function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const text = line.trim();
    if (text === '') continue;
    const known = places.get(text);
    if (known) known.push(index);
    else places.set(text, [index]);
  }
  for (const [text, known] of places) if (known.length > maxPlaces) places.delete(text);
  return places;
}

function nearest(places: readonly number[], to: number, within: number): number | undefined {
  let best: number | undefined;
  for (const place of places) {
    const distance = Math.abs(place - to);
    if (distance > within) continue;
    if (best === undefined || distance < Math.abs(best - to)) best = place;
  }
  return best;
}

function clamp(line: number, count: number): number {
  return Math.min(Math.max(line, 0), count);
}
