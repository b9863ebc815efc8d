import type { HunkLine } from '../../text/hunks';

/**
 * One change of a hunk, as people see it: lines that were removed, added or replaced. Changes that are close
 * to each other share a hunk; unchanged lines separate them.
 */
export interface HunkChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Whether a change can be made, is in the text already, or conflicts with it. */
export type ChangeState = 'fits' | 'already' | 'conflict';

/** A hunk as changes, and the unchanged lines before, between and after them; the latter may be none. */
export interface HunkParts {
  readonly changes: readonly HunkChange[];
  /** One more than there are changes. */
  readonly unchanged: readonly (readonly string[])[];
}

/** Splits a hunk into its changes. */
export function partsOf(lines: readonly HunkLine[]): HunkParts {
  const changes: { before: string[]; after: string[] }[] = [];
  const unchanged: string[][] = [[]];
  let inChange = false;
  for (const { sign, text } of lines) {
    if (sign === ' ') {
      unchanged.at(-1)?.push(text);
      inChange = false;
      continue;
    }
    if (!inChange) {
      changes.push({ before: [], after: [] });
      unchanged.push([]);
      inChange = true;
    }
    changes.at(-1)?.[sign === '-' ? 'before' : 'after'].push(text);
  }
  return { changes, unchanged };
}

/** A hunk of which the text has some changes already. */
export interface PartlyApplied {
  /** The first of its lines, counted from 0. */
  readonly at: number;
  /** The number of lines that it covers now. */
  readonly length: number;
  readonly changes: readonly ChangeState[];
}

/** The lines that a hunk can begin with, whichever of its changes were made. */
export function firstLines({ changes: [first], unchanged }: HunkParts): readonly string[] {
  const [above = [], below = []] = unchanged;
  if (above[0] !== undefined || !first) return above.slice(0, 1);
  const lines = sidesOf(first).map(([, side]) => side[0] ?? below[0]);
  return lines.filter((line) => line !== undefined);
}

/**
 * The two sides of a change, with what its state is if the text has that one. The longer one comes first:
 * where a text starts or ends with a change, there are no lines around that tell them apart.
 */
function sidesOf({ before, after }: HunkChange) {
  const [already, fits] = [['already', after] as const, ['fits', before] as const];
  return before.length > after.length ? [fits, already] : [already, fits];
}

/** Maximum number of places at which to look for such a hunk. */
const maxPlaces = 100;

/**
 * Finds a hunk of which some changes were made and others not: all of its unchanged lines are in the text
 * exactly, and each change has one of its sides between them.
 * @param places where its first line is
 * @returns undefined also for a hunk with a single change, which has no parts
 */
export function findPartlyApplied(
  text: readonly string[],
  parts: HunkParts,
  places: readonly number[],
): PartlyApplied | undefined {
  if (parts.changes.length < 2) return undefined;
  // A line without a line feed can only be the last one.
  const isLast = [...parts.unchanged.flat(), ...parts.changes.flatMap(({ after }) => after)].some(
    (line) => !line.endsWith('\n'),
  );
  for (const at of places.slice(0, maxPlaces)) {
    const found = alignAt(text, parts, at);
    if (found && (!isLast || found.at + found.length === text.length)) return found;
  }
  return undefined;
}

function alignAt(
  text: readonly string[],
  { changes, unchanged }: HunkParts,
  at: number,
): PartlyApplied | undefined {
  const states: ChangeState[] = [];
  /** Changes and places from which the rest doesn't match, so that no text takes long. */
  const failed = new Set<string>();
  const matches = (lines: readonly string[], place: number) =>
    lines.every((line, offset) => line === text[place + offset]);
  /** Aligns what follows the first `index` changes; returns the line after the hunk. */
  const align = (index: number, place: number): number | undefined => {
    const same = unchanged[index] ?? [];
    if (!matches(same, place)) return undefined;
    const next = place + same.length;
    const change = changes[index];
    if (!change) return next;
    const key = `${index} ${next}`;
    if (failed.has(key)) return undefined;
    for (const [state, lines] of sidesOf(change)) {
      states[index] = state;
      const end = matches(lines, next) ? align(index + 1, next + lines.length) : undefined;
      if (end !== undefined) return end;
    }
    failed.add(key);
    return undefined;
  };
  const end = align(0, at);
  return end === undefined ? undefined : { at, length: end - at, changes: states };
}

const word = /[\p{L}\p{N}]/u;

/** Added lines that say as much as these many need less around them to be recognized. */
const manyLines = 3;

/**
 * The states of the changes of a hunk that isn't in the text as a whole, because lines around the changes
 * differ. A change is there already if its added lines are in exactly one place between the same two lines, or
 * beside one of them if they are many, and the lines that it replaces aren't.
 */
export function changesFound(
  { changes, unchanged }: HunkParts,
  countOf: (lines: readonly string[]) => number,
): readonly ChangeState[] {
  return changes.map(({ before, after }, index) => {
    const above = unchanged[index]?.slice(-1) ?? [];
    const below = unchanged[index + 1]?.slice(0, 1) ?? [];
    const telling = after.filter((line) => word.test(line)).length;
    if (telling === 0) return 'conflict';
    const replaced = [...above, ...before, ...below];
    // Lines added at the start or the end of a text replace nothing, and leave one line around them.
    if (replaced.length > 1 && countOf(replaced) > 0) return 'conflict';
    const wanted = [[...above, ...after, ...below]];
    if (telling >= manyLines) wanted.push([...above, ...after], [...after, ...below]);
    return wanted.some((lines) => countOf(lines) === 1) ? 'already' : 'conflict';
  });
}
