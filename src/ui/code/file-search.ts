import * as vscode from 'vscode';
import { nameKey } from './paths';

/** Maximum number of files that a search may find, and the longest it may take, in milliseconds. */
const maxFound = 200;
const searchMs = 3000;
/** Maximum number of folders to list where the editor can't search. */
const maxFolders = 2000;

const skipped = ['node_modules', '.git'];

/** Finds the files with this name in the window's folders. `parent` narrows a search that found too many. */
export async function findFilesNamed(
  name: string,
  parent?: string,
): Promise<readonly vscode.Uri[]> {
  const found = await search(patternOf(name), (file) => nameKey(file) === nameKey(name));
  if (found.length < maxFound || parent === undefined) return found;
  const narrow = `${patternOf(parent)}/${patternOf(name)}`;
  return [...(await search(narrow, (file) => nameKey(file) === nameKey(name))), ...found];
}

/** Finds the folders with this name in the window's folders that contain a file at any depth. */
export async function findFoldersNamed(name: string): Promise<readonly vscode.Uri[]> {
  const files = await search(`${patternOf(name)}/**`, () => true);
  const folders = new Map<string, vscode.Uri>();
  for (const uri of files) {
    const names = uri.path.split('/');
    for (const [index, each] of names.slice(0, -1).entries()) {
      if (nameKey(each) !== nameKey(name)) continue;
      const folder = uri.with({ path: names.slice(0, index + 1).join('/') });
      if (vscode.workspace.getWorkspaceFolder(folder)) folders.set(folder.toString(), folder);
    }
  }
  return [...folders.values()];
}

/** @param isWanted whether a file with this name matches, for folders that are listed instead of searched */
async function search(
  pattern: string,
  isWanted: (name: string) => boolean,
): Promise<readonly vscode.Uri[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const listed = folders.filter(({ uri }) => !isSearched(uri));
  const [found, ...walked] = await Promise.all([
    listed.length < folders.length ? editorSearch(`**/${pattern}`) : [],
    ...listed.map(({ uri }) => walk(uri)),
  ]);
  return [...found, ...walked.flat()].filter(({ path }) => isWanted(path.split('/').at(-1) ?? ''));
}

/**
 * Whether the editor can search a folder. With other schemes, the search has no results or waits for an
 * extension.
 */
function isSearched({ scheme }: vscode.Uri): boolean {
  return scheme === 'file' || scheme === 'vscode-remote';
}

async function editorSearch(pattern: string): Promise<readonly vscode.Uri[]> {
  const stop = new vscode.CancellationTokenSource();
  const timer = setTimeout(() => stop.cancel(), searchMs);
  try {
    return await vscode.workspace.findFiles(
      pattern,
      `**/{${skipped.join(',')}}/**`,
      maxFound,
      stop.token,
    );
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
    stop.dispose();
  }
}

/** All files below a folder, nearest first, as far as they can be listed in time. Doesn't follow links. */
async function walk(root: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const end = Date.now() + searchMs;
  const files: vscode.Uri[] = [];
  const folders = [root];
  for (const folder of folders) {
    if (Date.now() > end) break;
    for (const [name, type] of await list(folder)) {
      const uri = vscode.Uri.joinPath(folder, name);
      // Compare exactly, because links have an additional bit.
      if (type === vscode.FileType.File) files.push(uri);
      else if (type !== vscode.FileType.Directory || skipped.includes(name)) continue;
      else if (folders.length < maxFolders) folders.push(uri);
    }
  }
  return files;
}

async function list(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}

/**
 * A glob pattern for a name: `?` replaces each special character, and characters that have a composed and a
 * decomposed form match in both.
 */
function patternOf(name: string): string {
  const plain = (form: 'NFC' | 'NFD') => name.normalize(form).replace(/[*?[\]{}!,\\^-]/g, '?');
  const [composed, decomposed] = [plain('NFC'), plain('NFD')];
  return composed === decomposed ? composed : `{${composed},${decomposed}}`;
}
