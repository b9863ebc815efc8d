import { matchLines } from '../code/line-match';
import type { Fit } from './fit';
import { linesOf, patchText } from './lines';

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
