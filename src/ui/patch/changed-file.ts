import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';
import type { Uri } from 'vscode';
import type { PatchCard } from '../../protocol/card';
import {
  maxJsonBytes,
  normalizeLine,
  normalizeMessageText,
  utf8Length,
} from '../../protocol/message-text';
import { linesOf, patchText } from '../../text/hunks';

/** How one file differs; a missing file's text is undefined. */
export type FileDiff =
  | {
      readonly state: 'changed';
      readonly change: 'modified' | 'added' | 'deleted';
      /** The hunks of a unified diff with LF line endings, without file headers. */
      readonly diff: string;
      readonly added: number;
      readonly removed: number;
    }
  | { readonly state: 'unchanged' }
  /** The texts differ so much that computing a diff takes too long. */
  | { readonly state: 'too-different' };

/** The number of lines to show around a change. */
const context = 3;
/** Maximum number of lines added and removed; the cost grows with its square. */
const maxEdits = 4000;

/** Makes a diff between two texts, ignoring their line endings; undefined stands for no file. */
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

/**
 * A lower bound for the edits: lines that one text has more often than the other must be added or removed.
 */
function minEdits(before: string, after: string): number {
  const more = new Map<string, number>();
  for (const line of linesOf(after)) more.set(line, (more.get(line) ?? 0) + 1);
  for (const line of linesOf(before)) more.set(line, (more.get(line) ?? 0) - 1);
  let edits = 0;
  for (const count of more.values()) edits += Math.abs(count);
  return edits;
}

/** A new or deleted file as one hunk; an empty file needs none. */
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

/** A file of a patch as a card contains it. */
export type PatchFile = Readonly<PatchCard['files'][number]>;

/** Why a file can't be sent in a patch. */
export type Unsendable =
  | 'binary'
  /** The file can't be decoded in the editor's encoding for it. */
  | 'encoding'
  /** The file itself, or the changes alone. */
  | 'too-large'
  | 'link'
  | 'folder'
  | 'unreadable'
  /** Only the execute bit has changed. */
  | 'mode'
  /** The file contains control characters or broken Unicode, which messages can't carry. */
  | 'characters';

/** A file that differs. */
export interface ChangedFile {
  readonly uri: Uri;
  readonly path: string;
  /** The root of its repository; undefined without one. */
  readonly root?: Uri;
  readonly outcome:
    | {
        readonly sendable: true;
        readonly file: PatchFile;
        readonly added: number;
        readonly removed: number;
        /** The execute bit has changed as well, which patches don't carry. */
        readonly modeChanged?: true;
      }
    | { readonly sendable: false; readonly reason: Unsendable };
}

/** One side of a file: its text, nothing, or why it can't be read. */
export type Side =
  | ({ readonly text: string | undefined } & FileForm)
  | { readonly problem: Exclude<Unsendable, 'characters' | 'mode'> };

/** A file's properties besides its text. */
export interface FileForm {
  readonly eol?: 'crlf';
  readonly bom?: true;
  /** Absent when the file system has no such bit. */
  readonly executable?: boolean;
}

/**
 * Compares both sides; undefined when they are the same.
 * @param folder the folder above the path, for the card's file
 */
export function changeOf(
  path: string,
  before: Side,
  after: Side,
  folder?: string,
): ChangedFile['outcome'] | undefined {
  // The current state's problem is more useful than the original's.
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
  if (normalizeMessageText(diff) !== diff || normalizeLine(path) !== path) {
    return { sendable: false, reason: 'characters' };
  }
  const file = {
    ...{ path, change, diff },
    ...(folder !== undefined && normalizeLine(folder) === folder && { folder }),
    ...(change === 'added' && formOf(after)),
  };
  if (cardBytes([file]) > maxJsonBytes) return { sendable: false, reason: 'too-large' };
  return { sendable: true, file, added, removed, ...(modeChanged && { modeChanged }) };
}

/** The properties of a new file that differ from what a reader assumes. */
function formOf({ eol, bom, executable }: FileForm) {
  return { ...(eol && { eol }), ...(bom && { bom }), ...(executable && { executable }) };
}

/** The size of these files in a message, in bytes. */
export function cardBytes(files: readonly PatchFile[]): number {
  return utf8Length(JSON.stringify({ type: 'patch', files }));
}

/**
 * Decides which changed files are selected at first: the clicked ones or those of the clicked repository;
 * otherwise those of the repository that the user works in; otherwise all.
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
  // Repositories can be nested; the innermost one counts.
  const own = around.reduce((longest, root) => (root.length > longest.length ? root : longest), '');
  return ({ root }) => own === '' || root?.path === own;
}
