import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';
import { linesOf, patchText } from './lines';

/** How one file differs; a text that is not there is undefined. */
export type FileDiff =
  | {
      readonly state: 'changed';
      readonly change: 'modified' | 'added' | 'deleted';
      /** Hunks of a unified diff with LF line endings, without file headers. */
      readonly diff: string;
      readonly added: number;
      readonly removed: number;
    }
  | { readonly state: 'unchanged' }
  /** So much is different that finding out how takes too long. */
  | { readonly state: 'too-different' };

/** Lines shown around a change. */
const context = 3;
/** Lines put in and taken away; the work grows with the square. */
const maxEdits = 4000;

/** Makes the diff that leads from one text to the other, whatever their line endings. */
export function makeDiff(before: string | undefined, after: string | undefined): FileDiff {
  if (before === undefined) return after === undefined ? { state: 'unchanged' } : whole('+', after);
  if (after === undefined) return whole('-', before);
  const [old, changed] = [patchText(before), patchText(after)];
  if (minEdits(old, changed) > maxEdits) return { state: 'too-different' };
  const patch = structuredPatch('', '', old, changed, '', '', {
    context,
    maxEditLength: maxEdits,
  });
  if (!patch) return { state: 'too-different' };
  if (patch.hunks.length === 0) return { state: 'unchanged' };
  const lines = patch.hunks.flatMap((hunk) => hunk.lines);
  return {
    state: 'changed',
    change: 'modified',
    diff: formatPatch(patch, OMIT_HEADERS),
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
  };
}

/** Lines that one text has more of than the other: each of them is put in or taken away. */
function minEdits(before: string, after: string): number {
  const more = new Map<string, number>();
  for (const line of linesOf(after)) more.set(line, (more.get(line) ?? 0) + 1);
  for (const line of linesOf(before)) more.set(line, (more.get(line) ?? 0) - 1);
  let edits = 0;
  for (const count of more.values()) edits += Math.abs(count);
  return edits;
}

/** A file that is new, or gone, as one hunk; an empty one needs none. */
function whole(sign: '+' | '-', text: string): FileDiff {
  const lines = linesOf(patchText(text));
  const count = lines.length;
  const range = sign === '+' ? `@@ -0,0 +1,${count} @@` : `@@ -1,${count} +0,0 @@`;
  const body = lines
    .map((line) => sign + (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`))
    .join('');
  return {
    state: 'changed',
    change: sign === '+' ? 'added' : 'deleted',
    diff: count === 0 ? '' : `${range}\n${body}`,
    added: sign === '+' ? count : 0,
    removed: sign === '-' ? count : 0,
  };
}
