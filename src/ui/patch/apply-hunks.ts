import { type Hunk, type HunkLine, linesOf, patchText } from '../../text/hunks';
import { matchLines } from '../code/line-search';
import {
  type ChangeState,
  changesFound,
  findPartlyApplied,
  firstLines,
  type HunkParts,
  type PartlyApplied,
  partsOf,
} from './hunk-changes';

/** The most line comparisons that one search through a text may take. */
const maxComparisons = 2_000_000;

/** Finds runs of lines in a text. */
class LineIndex {
  private readonly places = new Map<string, number[]>();
  private comparisons = 0;

  constructor(private readonly lines: readonly string[]) {
    for (const [place, line] of lines.entries()) {
      const places = this.places.get(line);
      if (places) places.push(place);
      else this.places.set(line, [place]);
    }
  }

  /** Whether `wanted` is at this place. */
  isAt(wanted: readonly string[], place: number): boolean {
    if (place < 0 || place + wanted.length > this.lines.length) return false;
    return wanted.every((line, offset) => {
      this.comparisons += 1;
      return line === this.lines[place + offset];
    });
  }

  /**
   * The place of `wanted` nearest to `expected`, and not before `minStart`. If a text is made to be slow to
   * search, the search stops at the limit.
   */
  nearest(wanted: readonly string[], expected: number, minStart: number): number | undefined {
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
      if (start >= minStart && this.isAt(wanted, start)) return start;
    }
    return undefined;
  }

  /** How often `wanted` occurs; 2 for more than once. */
  count(wanted: readonly string[]): number {
    const first = this.nearest(wanted, 0, 0);
    if (first === undefined) return 0;
    return this.nearest(wanted, first + 1, first + 1) === undefined ? 1 : 2;
  }

  /** The places where this line is, the nearest to `expected` first, and not before `minStart`. */
  placesOf(line: string, expected: number, minStart: number): readonly number[] {
    const places = this.places.get(line) ?? [];
    this.comparisons += places.length;
    if (this.comparisons >= maxComparisons) return [];
    return places
      .filter((place) => place >= minStart)
      .sort((a, b) => Math.abs(a - expected) - Math.abs(b - expected));
  }

  /** The line of `wanted` that occurs in the fewest places. */
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

/** The state of one hunk in a text. */
export interface HunkFit {
  readonly hunk: Hunk;
  /** It fits, perhaps with changes that are there already; or all of them are there; or it conflicts. */
  readonly state: ChangeState;
  /** The line, counted from 0, where it is or would be applied; absent if it isn't there as a whole. */
  readonly at?: number;
  /** How many lines of the text it covers; absent together with `at`. */
  readonly length?: number;
  /** The states of its changes. In a conflict, some may be there already, and none is made. */
  readonly changes: readonly ChangeState[];
}

/** Replaces the lines from `start` up to but not including `end`, counted from 0. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

export interface AppliedHunks {
  readonly hunks: readonly HunkFit[];
  /** The changes of the hunks that fit, in the order of the text and without overlaps. */
  readonly edits: readonly LineEdit[];
  /** The text with these changes, with LF line endings. */
  readonly text: string;
}

/**
 * Tries each hunk by itself. All of its lines must be in the text exactly, at the place that it names or
 * nearest to it, after the previous hunk. A hunk that is applied already, or doesn't fit, changes nothing.
 */
export function fitHunks(text: string, hunks: readonly Hunk[]): AppliedHunks {
  const lines = linesOf(patchText(text));
  const index = new LineIndex(lines);
  const fits: HunkFit[] = [];
  const edits: LineEdit[] = [];
  let minStart = 0;
  /** How many lines the text has shifted, according to the latest hunk found. */
  let moved = 0;
  for (const hunk of hunks) {
    const sides = sidesOf(hunk);
    const said = Math.max(0, hunk.start - 1);
    const search = { index, minStart, length: lines.length };
    const fit = fitHunk(hunk, sides, said + moved, { search, lines });
    fits.push(fit);
    const { at, length } = fit;
    if (at === undefined || length === undefined) continue;
    minStart = at + length - sides.trailing;
    moved = at - said + length - sides.before.length;
    edits.push(...editsAt(at, hunk.lines, fit.changes));
  }
  return { hunks: fits, edits, text: edited(lines, edits) };
}

interface Sides {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The number of unchanged lines at its end. */
  readonly trailing: number;
  /** Whether it has fewer unchanged lines at its end than at its start, because the text ended there. */
  readonly atEnd: boolean;
}

interface HunkSearch {
  readonly index: LineIndex;
  /** The first line where the hunk can begin. */
  readonly minStart: number;
  /** The number of lines of the text. */
  readonly length: number;
}

function fitHunk(
  hunk: Hunk,
  sides: Sides,
  expected: number,
  { search, lines }: { readonly search: HunkSearch; readonly lines: readonly string[] },
): HunkFit {
  const parts = partsOf(hunk.lines);
  const { index, minStart } = search;
  const found = placeOf(sides, expected, search);
  const isSure = found.state !== 'conflict' && (found.at === expected || hasContext(parts));
  const places = isSure
    ? []
    : firstLines(parts).flatMap((line) => index.placesOf(line, expected, minStart));
  const partly = findPartlyApplied(lines, parts, places);
  if (partly && (found.state === 'conflict' || isAround(partly, found.at))) {
    return { hunk, state: 'fits', ...partly };
  }
  if (found.state !== 'conflict') {
    const { state, at } = found;
    const { length } = state === 'fits' ? sides.before : sides.after;
    return { hunk, state, at, length, changes: parts.changes.map(() => state) };
  }
  const changes = changesFound(parts, (wanted) => index.count(wanted));
  const isThere = changes.every((state) => state === 'already');
  return { hunk, state: isThere ? 'already' : 'conflict', changes };
}

/** Whether there are unchanged lines at both ends of a hunk. */
function hasContext({ unchanged }: HunkParts): boolean {
  return unchanged[0]?.length !== 0 && unchanged.at(-1)?.length !== 0;
}

function isAround({ at, length }: PartlyApplied, line: number): boolean {
  return line >= at && line < at + length;
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
  const { index, minStart, length } = place;
  const { before, after, atEnd } = sides;
  // A side without lines matches only an empty text.
  if (before.length === 0 || after.length === 0) return wholeText(sides, place);
  const isExact = (wanted: readonly string[], atEndOnly: boolean) =>
    expected >= minStart &&
    index.isAt(wanted, expected) &&
    (!atEndOnly || expected + wanted.length === length);
  // A hunk that ends without a line feed can only be at the end of the text.
  const endsText = after.at(-1)?.endsWith('\n') === false;
  if (isExact(before, atEnd || endsText)) return { state: 'fits', at: expected };
  if (isExact(after, atEnd)) return { state: 'already', at: expected };
  const fits = endsText
    ? index.nearest(before, length - before.length, Math.max(minStart, length - before.length))
    : index.nearest(before, expected, minStart);
  const already = index.nearest(after, expected, minStart);
  if (already === undefined) {
    return fits === undefined ? { state: 'conflict' } : { state: 'fits', at: fits };
  }
  return fits !== undefined && isMeant(fits, already, expected, sides)
    ? { state: 'fits', at: fits }
    : { state: 'already', at: already };
}

/** Places a hunk that fills an empty text, or empties one. */
function wholeText({ before, after }: Sides, { index, length }: HunkSearch): Found {
  const isAll = (lines: readonly string[]) => lines.length === length && index.isAt(lines, 0);
  if (isAll(before)) return { state: 'fits', at: 0 };
  return isAll(after) ? { state: 'already', at: 0 } : { state: 'conflict' };
}

/**
 * Both sides of a hunk occur in the text; decides whether the side before is the one that counts. If they
 * overlap, the longer side is more reliable (a line added at the end leaves the lines before it unchanged);
 * otherwise the nearer one wins.
 */
function isMeant(fits: number, already: number, expected: number, { before, after }: Sides) {
  const overlap = fits < already + after.length && already < fits + before.length;
  if (overlap) return before.length >= after.length;
  return Math.abs(fits - expected) <= Math.abs(already - expected);
}

/** The edits for the changes of a hunk that fit. */
function editsAt(
  at: number,
  lines: readonly HunkLine[],
  states: readonly ChangeState[],
): LineEdit[] {
  const { changes, unchanged } = partsOf(lines);
  const edits: LineEdit[] = [];
  let start = at + (unchanged[0]?.length ?? 0);
  for (const [index, { before, after }] of changes.entries()) {
    const fits = states[index] === 'fits';
    const end = start + (fits ? before : after).length;
    if (fits) edits.push({ start, end, lines: after });
    start = end + (unchanged[index + 1]?.length ?? 0);
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

/** The two other sides of a merge of the reader's text and a patch, with LF line endings. */
export interface MergeSides {
  /** The own text, with the patch's original lines in their places. */
  readonly base: string;
  /** The own text, with the patch's new lines in their places. */
  readonly theirs: string;
}

/**
 * Makes the two other sides of a merge with the reader's text. The sender's whole file is unknown, so
 * outside the patch both sides equal the reader's text, and only the patched lines can differ. A hunk that
 * doesn't fit takes the place of the lines that match most of its own.
 */
export function mergeSides(text: string, { hunks }: AppliedHunks): MergeSides {
  const lines = linesOf(patchText(text));
  const base: string[] = [];
  const theirs: string[] = [];
  /** How many lines of the own text are copied, and how far they have shifted from the sender's. */
  let done = 0;
  let moved = 0;
  for (const { hunk, state, at, length = 0 } of hunks) {
    const before = hunk.lines.flatMap((line) => (line.sign === '+' ? [] : [line.text]));
    const after = hunk.lines.flatMap((line) => (line.sign === '-' ? [] : [line.text]));
    const said = Math.max(0, hunk.start - 1);
    if (state === 'already') {
      if (at !== undefined) moved = at - said + after.length - before.length;
      continue;
    }
    const found =
      at === undefined
        ? matchLines(lines, before, said + moved + 1)
        : { start: at, end: at + length };
    moved = found.start - said + (at === undefined ? 0 : length - before.length);
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

/** Gives every line but the last a line feed, in case one came without it. */
function joined(lines: readonly string[]): string {
  const last = lines.length - 1;
  return lines
    .map((line, index) => (index < last && !line.endsWith('\n') ? `${line}\n` : line))
    .join('');
}
