/** Places of one line that are looked at: a line that stands everywhere says nothing. */
const maxPlaces = 50;

/** Lines of a text, counted from 0; `end` is the one after the last. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The lines of one's own that `wanted` is another version of: where most of its lines stand, in the same
 * order, nearest to line `near` (counted from 1). When none of them does, as many lines there.
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
  // Lines that are new on one side shift the rest: the first and the last line tell how far.
  const reach = wanted.length + 10;
  const last = wanted.length - 1;
  const start = nearest(at(0), offset, reach) ?? offset;
  const end = (nearest(at(last), offset + last, reach) ?? offset + last) + 1;
  const whole = end > start ? { start, end } : { start: offset, end: offset + wanted.length };
  return { start: clamp(whole.start, lines.length), end: clamp(whole.end, lines.length) };
}

/** The text with some of its lines replaced. */
export function replaceLines(
  lines: readonly string[],
  { start, end }: LineRange,
  replacement: readonly string[],
): string {
  return [...lines.slice(0, start), ...replacement, ...lines.slice(end)].join('\n');
}

/** Where each line stands, indentation aside; blank lines and those in too many places do not count. */
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
