import * as vscode from 'vscode';
import { allNames } from '../code/inside-folders';
import type { FolderFiles } from '../code/workspace-files';
import { type Candidate, candidatesOf } from './candidates';
import { readSides } from './change-reader';
import { type ChangedFile, changeOf } from './changed-file';
import { openGit } from './git';
import { folderAbove } from './sender-folder';

/** Files that are compared, and how many at a time. */
const mostFiles = 300;
const atATime = 4;

export interface Changes {
  readonly files: readonly ChangedFile[];
  /** How many more may differ and were not looked at. */
  readonly left: number;
}

/**
 * What differs in this window: the working tree against the last commit, unsaved changes included;
 * without git the unsaved changes against what is on disk.
 */
export async function findChanges(files: Pick<FolderFiles, 'pathOf'>): Promise<Changes> {
  const git = await openGit();
  const candidates = candidatesOf(git, unsaved()).filter(isHere);
  const looked = candidates.slice(0, mostFiles);
  const found: (ChangedFile | undefined)[] = [];
  for (let at = 0; at < looked.length; at += atATime) {
    const some = looked.slice(at, at + atATime);
    found.push(...(await Promise.all(some.map((candidate) => compare(candidate, files)))));
  }
  return {
    files: found.filter((file) => file !== undefined).sort(byPlace),
    left: candidates.length - looked.length,
  };
}

async function compare(
  candidate: Candidate,
  files: Pick<FolderFiles, 'pathOf'>,
): Promise<ChangedFile | undefined> {
  const { uri, repository } = candidate;
  const path = await files.pathOf(uri);
  const { before, after } = await readSides(candidate);
  const roots = [repository?.rootUri, vscode.workspace.getWorkspaceFolder(uri)?.uri];
  const folder = folderAbove(
    allNames(uri),
    path,
    roots.flatMap((root) => (root ? [allNames(root)] : [])),
  );
  const outcome = changeOf(path, before, after, folder);
  return outcome && { uri, path, outcome, ...(repository && { root: repository.rootUri }) };
}

/** Files with unsaved changes; one that was never saved has no name that others could use. */
function unsaved(): vscode.Uri[] {
  return vscode.workspace.textDocuments
    .filter(({ isDirty, isUntitled }) => isDirty && !isUntitled)
    .map(({ uri }) => uri);
}

/**
 * A file outside the window's folders has no path that means something to others; without a folder a
 * file that is open goes by its name.
 */
function isHere({ uri }: Candidate): boolean {
  if (vscode.workspace.getWorkspaceFolder(uri)) return true;
  return !vscode.workspace.workspaceFolders?.length && uri.scheme === 'file';
}

function byPlace(a: ChangedFile, b: ChangedFile): number {
  const one = `${a.root ?? ''} ${a.path}`;
  const other = `${b.root ?? ''} ${b.path}`;
  return one < other ? -1 : one > other ? 1 : 0;
}
