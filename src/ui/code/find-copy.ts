import type * as vscode from 'vscode';
import type { Excerpt } from '../../util/excerpt';
import { comparableLines, findLines, standsAt } from './line-search';
import { type OwnCopy, readCopy, textHash } from './own-copy';
import { safePath, sharedEnd } from './relative-path';
import type { FolderFiles } from './workspace-files';

/** Largest file that is compared, and largest one searched because of its name alone, in bytes. */
const mostBytes = 16 * 1024 * 1024;
const mostBytesElsewhere = 1024 * 1024;
/** How long the files of one name may be searched, in milliseconds. */
const searchMs = 3000;

/** Lines of somebody else's file, as a card has them. */
export interface Wanted extends Excerpt {
  readonly path: string;
  /** SHA-256 of the whole file. */
  readonly hash: string;
}

/** What became of somebody else's lines in the reader's own copy. */
export type Found =
  /** They stand in this file from `line` on; `moved`: not where the card says. */
  | {
      readonly kind: 'here';
      readonly uri: vscode.Uri;
      readonly line: number;
      readonly moved: 'no' | 'lines' | 'file';
    }
  | { readonly kind: 'differs'; readonly copy: OwnCopy }
  /** It is there, but too large, or no text. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'missing' };

/** Lets the person choose among files; undefined when they would rather not. */
export type Choose = (uris: readonly vscode.Uri[]) => Promise<vscode.Uri | undefined>;

/**
 * Looks for a card's lines in the reader's own files: at their place, elsewhere in that file, then in
 * files of that name, the one that equals the sender's first.
 *
 * @returns undefined when the person chose none of several
 */
export async function findCopy(
  wanted: Wanted,
  files: Pick<FolderFiles, 'findAll' | 'sameName' | 'pathOf'>,
  choose: Choose,
): Promise<Found | undefined> {
  const lines = comparableLines(wanted.text);
  const uris = await files.findAll(wanted.path);
  const copies = await readAll(uris, mostBytes);

  const exact = copies.filter((copy) => standsAt(copy.lines, lines, wanted.line));
  if (exact.length > 0) return here(await among(exact, choose), wanted.line, 'no');
  const moved = copies.filter((copy) => lineIn(copy, lines, wanted) !== undefined);
  if (moved.length > 0) {
    const copy = await among(moved, choose);
    return here(copy, copy && lineIn(copy, lines, wanted), 'lines');
  }
  const others = await readAll(await files.sameName(wanted.path), mostBytesElsewhere, searchMs);
  const elsewhere = findElsewhere(others, lines, wanted);
  if (elsewhere) return elsewhere;
  const differing = copies.length > 0 ? copies : sameFile(others, wanted.path, files);
  if (differing.length > 0) {
    const copy = await among(differing, choose);
    return copy && { kind: 'differs', copy };
  }
  return { kind: uris.length > 0 ? 'unreadable' : 'missing' };
}

function findElsewhere(
  copies: readonly OwnCopy[],
  lines: readonly string[],
  wanted: Wanted,
): Found | undefined {
  const equal = copies.find((copy) => textHash(copy.text) === wanted.hash);
  if (equal) return here(equal, lineIn(equal, lines, wanted), 'file');
  // A brace or two stand in every file of that name.
  if (!/\p{L}.*?\p{L}.*?\p{L}/su.test(wanted.text)) return undefined;
  for (const copy of copies) {
    const line = lineIn(copy, lines, wanted);
    if (line !== undefined) return here(copy, line, 'file');
  }
  return undefined;
}

/**
 * The one file that can only be the sender's: one of us opened a folder further up, so that one path
 * ends with the other. A name alone is not enough.
 */
function sameFile(
  copies: readonly OwnCopy[],
  path: string,
  files: Pick<FolderFiles, 'pathOf'>,
): readonly OwnCopy[] {
  const segments = safePath(path) ?? [];
  const ending = copies.filter(({ uri }) => {
    const own = files.pathOf(uri).split('/');
    const shared = sharedEnd(own, segments);
    return shared >= 2 && shared === Math.min(own.length, segments.length);
  });
  return ending.length === 1 ? ending : [];
}

/** Blank lines are nowhere to be found: they are everywhere. */
function lineIn(copy: OwnCopy, lines: readonly string[], wanted: Wanted): number | undefined {
  if (standsAt(copy.lines, lines, wanted.line)) return wanted.line;
  return wanted.text.trim() === '' ? undefined : findLines(copy.lines, lines, wanted.line);
}

async function readAll(
  uris: readonly vscode.Uri[],
  bytes: number,
  ms = Number.POSITIVE_INFINITY,
): Promise<readonly OwnCopy[]> {
  const end = Date.now() + ms;
  const copies: OwnCopy[] = [];
  for (const uri of uris) {
    if (Date.now() > end) break;
    const copy = await readCopy(uri, bytes);
    if (copy) copies.push(copy);
  }
  return copies;
}

async function among(copies: readonly OwnCopy[], choose: Choose): Promise<OwnCopy | undefined> {
  if (copies.length === 1) return copies[0];
  const chosen = await choose(copies.map(({ uri }) => uri));
  return copies.find(({ uri }) => uri.toString() === chosen?.toString());
}

function here(
  copy: OwnCopy | undefined,
  line: number | undefined,
  moved: 'no' | 'lines' | 'file',
): Found | undefined {
  return copy && line !== undefined ? { kind: 'here', uri: copy.uri, line, moved } : undefined;
}
