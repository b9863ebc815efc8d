import type * as vscode from 'vscode';
import type { Excerpt } from '../../protocol/card';
import { comparableLines, findLines, matchesAt } from './line-search';
import { type LocalCopy, readCopy, textHash } from './local-copy';
import { readCell } from './notebook-cells';
import type { FileGroup, WorkspaceFiles } from './workspace-files';

/** The largest file to compare, in bytes. */
export const maxBytes = 16 * 1024 * 1024;
/** The largest file to search because of its name alone, in bytes. */
const maxBytesElsewhere = 1024 * 1024;
/** How long to search the files of one name, in milliseconds. */
const searchMs = 3000;

/** The lines of someone else's file, as in a card. */
export interface SearchTarget extends Excerpt {
  readonly path: string;
  /** In a notebook, the cell's number. */
  readonly cell?: number | undefined;
  /** The SHA-256 of the whole file or cell. */
  readonly hash: string;
}

/** The result of looking for someone else's lines in the reader's own copy. */
export type Found =
  /** The lines are in this file, starting at `line`. `moved`: not where the card says. */
  | {
      readonly kind: 'here';
      readonly uri: vscode.Uri;
      readonly line: number;
      readonly moved: 'no' | 'lines' | 'file';
      /** In a notebook, the number of the cell with the address `uri`. */
      readonly cell?: number;
    }
  | { readonly kind: 'differs'; readonly copy: LocalCopy }
  /** The file exists but is too large or isn't text. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'missing' };

/** Lets the user choose among files; undefined when they cancel. */
export type Choose = (uris: readonly vscode.Uri[]) => Promise<vscode.Uri | undefined>;

/** Own copies in files that are equally likely. */
interface CopyGroup {
  readonly match: FileGroup['match'];
  readonly copies: readonly LocalCopy[];
}

/**
 * Looks for a card's lines in the files that its path may mean: at the same line, then elsewhere in that
 * file, then in the other files, starting with one that equals the sender's.
 *
 * @returns undefined when the user chose none of several
 */
export async function findCopy(
  wanted: SearchTarget,
  files: Pick<WorkspaceFiles, 'candidates'>,
  choose: Choose,
): Promise<Found | undefined> {
  const lines = comparableLines(wanted.text);
  const others: CopyGroup[] = [];
  let exact: CopyGroup | undefined;
  const end = Date.now() + searchMs;
  for await (const { match, uris } of files.candidates(wanted.path)) {
    if (match === 'exact') {
      exact = { match, copies: await readAll(uris, wanted, maxBytes) };
      const found = await findAt(exact.copies, lines, wanted, choose);
      if (found !== 'none') return found;
    } else {
      others.push({ match, copies: await readAll(uris, wanted, maxBytesElsewhere, end) });
    }
  }
  const elsewhere = await findElsewhere(others, lines, wanted, choose);
  if (elsewhere !== 'none') return elsewhere;
  const [differing] = [exact, ...others.filter(({ match }) => match === 'ending')]
    .map((group) => group?.copies ?? [])
    .filter((copies) => copies.length > 0);
  if (differing) {
    const copy = await among(differing, choose);
    return copy && { kind: 'differs', copy };
  }
  return { kind: exact ? 'unreadable' : 'missing' };
}

/** Looks in the files with exactly this path. */
async function findAt(
  copies: readonly LocalCopy[],
  lines: readonly string[],
  wanted: SearchTarget,
  choose: Choose,
): Promise<Found | undefined | 'none'> {
  const same = copies.filter((copy) => matchesAt(copy.lines, lines, wanted.line));
  if (same.length > 0) return here(await among(same, choose), wanted.line, 'no');
  const moved = copies.filter((copy) => lineIn(copy, lines, wanted) !== undefined);
  if (moved.length === 0) return 'none';
  const copy = await among(moved, choose);
  return here(copy, copy && lineIn(copy, lines, wanted), 'lines');
}

async function findElsewhere(
  groups: readonly CopyGroup[],
  lines: readonly string[],
  wanted: SearchTarget,
  choose: Choose,
): Promise<Found | undefined | 'none'> {
  const has = (copy: LocalCopy) => lineIn(copy, lines, wanted) !== undefined;
  const isEqual = (copy: LocalCopy) => textHash(copy.text) === wanted.hash && has(copy);
  // Lines with only a few braces occur in every file of that name.
  const tells = /\p{L}.*?\p{L}.*?\p{L}/su.test(wanted.text);
  for (const isWanted of tells ? [isEqual, has] : [isEqual]) {
    for (const { copies } of groups) {
      const found = copies.filter(isWanted);
      if (found.length === 0) continue;
      const copy = await among(found, choose);
      return here(copy, copy && lineIn(copy, lines, wanted), 'file');
    }
  }
  return 'none';
}

/**
 * The line at which the wanted lines are. Blank lines occur everywhere, so they are found only at the
 * expected line.
 */
function lineIn(
  copy: LocalCopy,
  lines: readonly string[],
  wanted: SearchTarget,
): number | undefined {
  if (matchesAt(copy.lines, lines, wanted.line)) return wanted.line;
  return wanted.text.trim() === '' ? undefined : findLines(copy.lines, lines, wanted.line);
}

async function readAll(
  uris: readonly vscode.Uri[],
  { cell, ...lines }: SearchTarget,
  bytes: number,
  end = Number.POSITIVE_INFINITY,
): Promise<readonly LocalCopy[]> {
  const copies: LocalCopy[] = [];
  for (const uri of uris) {
    if (Date.now() > end) break;
    const copy =
      (cell !== undefined && (await readCell(uri, { ...lines, cell }))) ||
      (await readCopy(uri, bytes));
    if (copy) copies.push(copy);
  }
  return copies;
}

async function among(copies: readonly LocalCopy[], choose: Choose): Promise<LocalCopy | undefined> {
  if (copies.length === 1) return copies[0];
  const chosen = await choose(copies.map(({ uri }) => uri));
  return copies.find(({ uri }) => uri.toString() === chosen?.toString());
}

function here(
  copy: LocalCopy | undefined,
  line: number | undefined,
  moved: 'no' | 'lines' | 'file',
): Found | undefined {
  if (!copy || line === undefined) return undefined;
  const { uri, cell } = copy;
  return { kind: 'here', uri, line, moved, ...(cell !== undefined && { cell }) };
}
