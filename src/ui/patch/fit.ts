import { matchLines } from '../code/line-search';
import { type Hunk, type HunkLine, linesOf, patchText } from './hunks';

/** Comparisons of lines that one search through a text may cost. */
const maxComparisons = 2_000_000;

/** Finds runs of lines in a text. */
export class LineIndex {
  private readonly places = new Map<string, number[]>();
  private comparisons = 0;

  constructor(private readonly lines: readonly string[]) {
    for (const [place, line] of lines.entries()) {
      const places = this.places.get(line);
      if (places) places.push(place);
      else this.places.set(line, [place]);
    }
  }

  /** Whether `wanted` stands at this place. */
  isAt(wanted: readonly string[], place: number): boolean {
    if (place < 0 || place + wanted.length > this.lines.length) return false;
    return wanted.every((line, offset) => {
      this.comparisons += 1;
      return line === this.lines[place + offset];
    });
  }

  /**
   * The place of `wanted` that is nearest to `expected`, and not before `least`. A text made to be slow
   * to search is searched as far as the bound allows.
   */
  nearest(wanted: readonly string[], expected: number, least: number): number | undefined {
    const rarest = this.comparisons < maxComparisons && this.rarest(wanted);
    if (!rarest) return undefined;
    this.comparisons += rarest.places.length;
    const starts = rarest.places.map((place) => place - rarest.offset);
    let after = starts.findIndex((start) => start >= expected);
    if (after < 0) after = starts.length;
    let before = after - 1;
    while ((before >= 0 || after < starts.length) && this.comparisons < maxComparisons) {
      const low = starts[before] ?? Number.NEGATIVE_INFINITY;
      const high = starts[after] ?? Number.POSITIVE_INFINITY;
      const takesHigh = high - expected <= expected - low;
      const start = takesHigh ? high : low;
      if (takesHigh) after += 1;
      else before -= 1;
      if (start >= least && this.isAt(wanted, start)) return start;
    }
    return undefined;
  }

  /** The line of `wanted` that stands in the fewest places. */
  private rarest(wanted: readonly string[]): { offset: number; places: number[] } | undefined {
    let found: { offset: number; places: number[] } | undefined;
    for (const [offset, line] of wanted.entries()) {
      const places = this.places.get(line);
      if (!places) return undefined;
      if (!found || places.length < found.places.length) found = { offset, places };
    }
    return found;
  }
}

/** What becomes of one hunk in a text: it can be applied, is there already, or does not fit. */
export interface HunkFit {
  readonly hunk: Hunk;
  readonly state: 'fits' | 'already' | 'conflict';
  /** The line, from 0, at which it stands or would be applied; absent where it conflicts. */
  readonly at?: number;
}

/** Lines `start` up to but not including `end` of the text, from 0, become `lines`. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

export interface Fit {
  readonly hunks: readonly HunkFit[];
  /** What those that fit change, in the order of the text; they do not overlap. */
  readonly edits: readonly LineEdit[];
  /** The text with them, with LF line endings. */
  readonly text: string;
}

/**
 * Tries each hunk by itself. All its lines must stand in the text exactly, where it says or nearest to
 * there, after the hunk before it. A hunk that is there already, or does not fit, changes nothing.
 */
export function fitHunks(text: string, hunks: readonly Hunk[]): Fit {
  const lines = linesOf(patchText(text));
  const index = new LineIndex(lines);
  const fits: HunkFit[] = [];
  const edits: LineEdit[] = [];
  let least = 0;
  /** How far the text has moved, in lines, as the hunk found last has it. */
  let moved = 0;
  for (const hunk of hunks) {
    const sides = sidesOf(hunk);
    const said = Math.max(0, hunk.start - 1);
    const place = placeOf(sides, said + moved, { index, least, length: lines.length });
    fits.push({ hunk, ...place });
    if (place.state === 'conflict') continue;
    const { at, state } = place;
    const length = (state === 'fits' ? sides.before : sides.after).length;
    least = at + length - sides.trailing;
    moved = at - said;
    if (state === 'fits') edits.push(...editsAt(at, hunk.lines));
    else moved += sides.after.length - sides.before.length;
  }
  return { hunks: fits, edits, text: edited(lines, edits) };
}

interface Sides {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Kept lines at its end. */
  readonly trailing: number;
  /** It has fewer lines around it at that side than at the other: the text ended there. */
  readonly atEnd: boolean;
}

interface HunkSearch {
  readonly index: LineIndex;
  /** The least line where a hunk can begin. */
  readonly least: number;
  /** Lines of the text. */
  readonly length: number;
}

type Found = { readonly state: 'fits' | 'already'; readonly at: number } | { state: 'conflict' };

function sidesOf({ lines }: Hunk): Sides {
  const side = (other: HunkLine['sign']) =>
    lines.filter(({ sign }) => sign !== other).map(({ text }) => text);
  const first = lines.findIndex(({ sign }) => sign !== ' ');
  const last = lines.findLastIndex(({ sign }) => sign !== ' ');
  const trailing = lines.length - 1 - last;
  return { before: side('+'), after: side('-'), trailing, atEnd: trailing < first };
}

function placeOf(sides: Sides, expected: number, place: HunkSearch): Found {
  const { index, least, length } = place;
  const { before, after, atEnd } = sides;
  // An empty text is the only one in which nothing can be found.
  if (before.length === 0 || after.length === 0) return wholeText(sides, place);
  const isExact = (wanted: readonly string[], atEndOnly: boolean) =>
    expected >= least &&
    index.isAt(wanted, expected) &&
    (!atEndOnly || expected + wanted.length === length);
  // What ends without a line feed can stand at the end of the text only.
  const endsText = after.at(-1)?.endsWith('\n') === false;
  if (isExact(before, atEnd || endsText)) return { state: 'fits', at: expected };
  if (isExact(after, atEnd)) return { state: 'already', at: expected };
  const fits = endsText
    ? index.nearest(before, length - before.length, Math.max(least, length - before.length))
    : index.nearest(before, expected, least);
  const already = index.nearest(after, expected, least);
  if (already === undefined) {
    return fits === undefined ? { state: 'conflict' } : { state: 'fits', at: fits };
  }
  return fits !== undefined && isMeant(fits, already, expected, sides)
    ? { state: 'fits', at: fits }
    : { state: 'already', at: already };
}

/** A hunk that fills an empty text, or empties one. */
function wholeText({ before, after }: Sides, { index, length }: HunkSearch): Found {
  const isAll = (lines: readonly string[]) => lines.length === length && index.isAt(lines, 0);
  if (isAll(before)) return { state: 'fits', at: 0 };
  return isAll(after) ? { state: 'already', at: 0 } : { state: 'conflict' };
}

/**
 * Both sides of a hunk stand in the text; whether it is the side before that is meant. In one place
 * the longer side tells more (a line put in at the end leaves the lines before it as they were);
 * otherwise the nearer one is it.
 */
function isMeant(fits: number, already: number, expected: number, { before, after }: Sides) {
  const overlap = fits < already + after.length && already < fits + before.length;
  if (overlap) return before.length >= after.length;
  return Math.abs(fits - expected) <= Math.abs(already - expected);
}

function editsAt(at: number, lines: readonly HunkLine[]): LineEdit[] {
  const edits: { start: number; end: number; lines: string[] }[] = [];
  let place = at;
  let current: (typeof edits)[number] | undefined;
  for (const { sign, text } of lines) {
    if (sign === ' ') {
      current = undefined;
      place += 1;
      continue;
    }
    if (!current) {
      current = { start: place, end: place, lines: [] };
      edits.push(current);
    }
    if (sign === '+') current.lines.push(text);
    else {
      place += 1;
      current.end = place;
    }
  }
  return edits;
}

function edited(lines: readonly string[], edits: readonly LineEdit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const edit of edits) {
    for (let at = from; at < edit.start; at += 1) parts.push(lines[at] ?? '');
    for (const line of edit.lines) parts.push(line);
    from = edit.end;
  }
  for (let at = from; at < lines.length; at += 1) parts.push(lines[at] ?? '');
  return parts.join('');
}

/** What a merge of one's own text and a patch is made of, with LF line endings. */
export interface MergeSides {
  /** The own text with what the patch was made from in its places. */
  readonly base: string;
  /** The own text with what the patch makes of it in its places. */
  readonly theirs: string;
}

/**
 * The two other sides of a merge with one's own text. Nobody here knows their whole file: where the patch
 * says nothing, both are as the own text is, so that only what it is about can differ. A hunk that does not
 * fit takes the place of the lines that most of its own stand in.
 */
export function mergeSides(text: string, { hunks }: Fit): MergeSides {
  const lines = linesOf(patchText(text));
  const base: string[] = [];
  const theirs: string[] = [];
  /** Lines of the own text that are taken over, and how far it has moved against theirs. */
  let done = 0;
  let moved = 0;
  for (const { hunk, state, at } of hunks) {
    const before = hunk.lines.flatMap((line) => (line.sign === '+' ? [] : [line.text]));
    const after = hunk.lines.flatMap((line) => (line.sign === '-' ? [] : [line.text]));
    const said = Math.max(0, hunk.start - 1);
    if (state === 'already') {
      moved = (at ?? said) - said + after.length - before.length;
      continue;
    }
    const found =
      at === undefined
        ? matchLines(lines, before, said + moved + 1)
        : { start: at, end: at + before.length };
    moved = found.start - said;
    const start = Math.max(found.start, done);
    const end = Math.max(found.end, start);
    const kept = lines.slice(done, start);
    base.push(...kept, ...before);
    theirs.push(...kept, ...after);
    done = end;
  }
  const rest = lines.slice(done);
  return { base: joined([...base, ...rest]), theirs: joined([...theirs, ...rest]) };
}

/** Only the last line may have no end: another one that came without gets it. */
function joined(lines: readonly string[]): string {
  const last = lines.length - 1;
  return lines
    .map((line, index) => (index < last && !line.endsWith('\n') ? `${line}\n` : line))
    .join('');
}
