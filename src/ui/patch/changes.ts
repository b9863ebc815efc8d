import * as vscode from 'vscode';
import { allNames, realUri } from '../code/inside-folders';
import { folderAbove } from '../code/paths';
import type { WorkspaceFiles } from '../code/workspace-files';
import { readSides } from './change-reader';
import { type ChangedFile, changeOf } from './changed-file';
import {
  type Candidate,
  candidatesOf,
  type GitApi,
  type GitExtension,
  mergeChanges,
} from './git-changes';

/** Maximum number of files to compare, and how many to compare at a time. */
const maxFiles = 300;
const maxParallel = 4;

export interface Changes {
  readonly files: readonly ChangedFile[];
  /** How many more files may differ but weren't compared. */
  readonly left: number;
}

/**
 * Finds the differences in this window: the working tree against the last commit, including unsaved
 * changes; without git, the unsaved changes against the disk.
 */
export async function findChanges(
  files: Pick<WorkspaceFiles, 'pathOf' | 'ownFile'>,
): Promise<Changes> {
  const git = await openGit();
  const listed = candidatesOf(git, unsaved());
  const isHere = insideTest(files);
  const inside = await Promise.all(listed.map(({ uri }) => isHere(uri)));
  const candidates = await oncePerFile(listed.filter((_, index) => inside[index]));
  const looked = candidates.slice(0, maxFiles);
  const found: (ChangedFile | undefined)[] = [];
  for (let at = 0; at < looked.length; at += maxParallel) {
    const some = looked.slice(at, at + maxParallel);
    found.push(...(await Promise.all(some.map((candidate) => compare(candidate, files)))));
  }
  return {
    files: found.filter((file) => file !== undefined).sort(byPlace),
    left: candidates.length - looked.length,
  };
}

async function compare(
  candidate: Candidate,
  files: Pick<WorkspaceFiles, 'pathOf'>,
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

/** Files with unsaved changes. Leaves out untitled documents, because others couldn't use their names. */
function unsaved(): vscode.Uri[] {
  return vscode.workspace.textDocuments
    .filter(({ isDirty, isUntitled }) => isDirty && !isUntitled)
    .map(({ uri }) => uri);
}

/**
 * Returns a test for whether a file is in the window's folders, also by the real path of a folder opened
 * through a link. The path of a file outside means nothing to others. In a window without a folder, open
 * files are identified by name.
 */
function insideTest(files: Pick<WorkspaceFiles, 'ownFile'>): (uri: vscode.Uri) => Promise<boolean> {
  const hasFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const ownIn = perFolder((folder) => files.ownFile(vscode.Uri.joinPath(folder, 'any')));
  return async (uri) => {
    if (vscode.workspace.getWorkspaceFolder(uri)) return true;
    if (uri.scheme !== 'file') return false;
    return !hasFolder || (await ownIn(uri)) !== undefined;
  };
}

/** Removes duplicates: for a folder opened by a link, git uses the real path and the editor the link's. */
async function oncePerFile(candidates: readonly Candidate[]): Promise<readonly Candidate[]> {
  const isOwn = ({ uri }: Candidate) => vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  if (candidates.every(isOwn)) return candidates;
  const realFolder = perFolder(realUri);
  const keys = await Promise.all(
    candidates.map(async ({ uri }) => `${await realFolder(uri)}/${uri.path.split('/').at(-1)}`),
  );
  return mergeChanges(candidates, keys);
}

/** Runs the work once per folder that contains files. */
function perFolder<T>(work: (folder: vscode.Uri) => Promise<T>): (file: vscode.Uri) => Promise<T> {
  const done = new Map<string, Promise<T>>();
  return (file) => {
    const folder = vscode.Uri.joinPath(file, '..');
    const key = folder.toString();
    const known = done.get(key) ?? work(folder);
    done.set(key, known);
    return known;
  };
}

function byPlace(a: ChangedFile, b: ChangedFile): number {
  const one = `${a.root ?? ''} ${a.path}`;
  const other = `${b.root ?? ''} ${b.path}`;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** How long to wait for repositories to be found, and for one to be read, in milliseconds. */
const maxWaitMs = 5000;

/**
 * The API of the built-in git extension, with refreshed repositories; undefined when git is disabled or not
 * installed, or the folder isn't trusted.
 */
async function openGit(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) return undefined;
  try {
    const git = await extension.activate();
    if (!git.enabled) return undefined;
    const api = git.getAPI(1);
    await withinTime(initialized(api));
    await withinTime(Promise.allSettled(api.repositories.map((repository) => repository.status())));
    return api;
  } catch {
    return undefined;
  }
}

function initialized(api: GitApi): Promise<void> {
  return new Promise((resolve) => {
    if (api.state === 'initialized') return resolve();
    const listening = api.onDidChangeState(() => {
      listening.dispose();
      resolve();
    });
  });
}

async function withinTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, maxWaitMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
