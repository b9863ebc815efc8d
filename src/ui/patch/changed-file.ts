import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';
import type { Uri } from 'vscode';
import type { PatchCard } from '../../protocol/card';
import { lineText, maxJsonBytes, roomText, utf8Length } from '../../protocol/room-text';
import { linesOf, patchText } from './hunks';

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

/** One file of a patch as it goes into a card. */
export type PatchFile = Readonly<PatchCard['files'][number]>;

/** Why a file cannot go into a patch. */
export type Unsendable =
  | 'binary'
  /** It cannot be read in the encoding that the editor has for it. */
  | 'encoding'
  /** The file itself, or its changes alone. */
  | 'too-large'
  | 'link'
  | 'folder'
  | 'unreadable'
  /** Only its execute bit has changed. */
  | 'mode'
  /** Control characters or broken Unicode, which no message carries. */
  | 'characters';

/** A file that differs. */
export interface ChangedFile {
  readonly uri: Uri;
  readonly path: string;
  /** Of the repository it is in; undefined without one. */
  readonly root?: Uri;
  readonly outcome:
    | {
        readonly sendable: true;
        readonly file: PatchFile;
        readonly added: number;
        readonly removed: number;
        /** Its execute bit has changed as well, which does not travel. */
        readonly modeChanged?: true;
      }
    | { readonly sendable: false; readonly reason: Unsendable };
}

/** One side of a file: its text, nothing, or why it cannot be read. */
export type Side =
  | ({ readonly text: string | undefined } & FileForm)
  | { readonly problem: Exclude<Unsendable, 'characters' | 'mode'> };

/** What a file has besides its text. */
export interface FileForm {
  readonly eol?: 'crlf';
  readonly bom?: true;
  /** Absent where the file system has no such bit. */
  readonly executable?: boolean;
}

/**
 * Compares both sides; undefined when they are the same.
 * @param folder of the card's file
 */
export function changeOf(
  path: string,
  before: Side,
  after: Side,
  folder?: string,
): ChangedFile['outcome'] | undefined {
  // What has become of a file tells more than what it was.
  if ('problem' in after) return { sendable: false, reason: after.problem };
  if ('problem' in before) return { sendable: false, reason: before.problem };
  const made = makeDiff(before.text, after.text);
  const modeChanged =
    before.text !== undefined &&
    after.text !== undefined &&
    before.executable !== undefined &&
    after.executable !== undefined &&
    before.executable !== after.executable;
  if (made.state === 'unchanged') {
    return modeChanged ? { sendable: false, reason: 'mode' } : undefined;
  }
  if (made.state === 'too-different') return { sendable: false, reason: 'too-large' };
  const { change, diff, added, removed } = made;
  if (roomText(diff) !== diff || lineText(path) !== path) {
    return { sendable: false, reason: 'characters' };
  }
  const file = {
    ...{ path, change, diff },
    ...(folder !== undefined && lineText(folder) === folder && { folder }),
    ...(change === 'added' && formOf(after)),
  };
  if (cardBytes([file]) > maxJsonBytes) return { sendable: false, reason: 'too-large' };
  return { sendable: true, file, added, removed, ...(modeChanged && { modeChanged }) };
}

/** The fields of a new file that tell more than what a reader assumes. */
function formOf({ eol, bom, executable }: FileForm) {
  return { ...(eol && { eol }), ...(bom && { bom }), ...(executable && { executable }) };
}

/** How much of a message these files take, in bytes. */
export function cardBytes(files: readonly PatchFile[]): number {
  return utf8Length(JSON.stringify({ type: 'patch', files }));
}

/**
 * Which changed files are ticked at first: those that were clicked on, or of the repository that was
 * clicked on; else those of the repository that the person works in; else all.
 * @param active the file in the active editor
 */
export function preselection(
  files: readonly ChangedFile[],
  clicked: readonly Uri[],
  active: Uri | undefined,
): (file: ChangedFile) => boolean {
  const addresses = new Set(clicked.map(String));
  const isClicked = ({ uri, root }: ChangedFile) =>
    addresses.has(String(uri)) || (root !== undefined && addresses.has(String(root)));
  if (files.some(isClicked)) return isClicked;
  const roots = files.flatMap(({ root }) => root?.path ?? []);
  const around = roots.filter((root) => active?.path.startsWith(`${root}/`));
  // Repositories can lie in one another.
  const own = around.reduce((longest, root) => (root.length > longest.length ? root : longest), '');
  return ({ root }) => own === '' || root?.path === own;
}
