import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { nameKey, namesBelow } from './paths';

/** A place in one of the window's folders. */
export interface ContainedPath {
  readonly uri: vscode.Uri;
  /** Whether a file exists there. */
  readonly exists: boolean;
  /** How many of the segments exist. */
  readonly depth: number;
  /** Its segments below the folder, with links resolved. */
  readonly real: readonly string[];
}

/**
 * Resolves checked segments in this folder. Undefined when they lead out of the window's folders, to
 * something other than a file, or through a file where a folder is needed.
 */
export async function resolveInside(
  folder: vscode.Uri,
  segments: readonly string[],
): Promise<ContainedPath | undefined> {
  return folder.scheme === 'file' ? onDisk(folder, segments) : elsewhere(folder, segments);
}

/**
 * The segments from the window's folder to an existing file, with links resolved; undefined when it is in
 * none of the folders.
 */
export async function namesInside(uri: vscode.Uri): Promise<readonly string[] | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return undefined;
  if (uri.scheme !== 'file') {
    const segments = uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1).split('/');
    return (await elsewhere(folder.uri, segments))?.exists ? segments : undefined;
  }
  const real = await realpath(uri.fsPath).catch(() => undefined);
  return real === undefined ? undefined : (await ownPlace(real))?.names;
}

/** A file's position below one of the window's folders. */
export interface FolderLocation {
  readonly folder: vscode.WorkspaceFolder;
  /** Empty for the folder itself. */
  readonly names: readonly string[];
}

/**
 * The positions of a path, given from the root of the file system, in the window's folders. A folder that
 * was opened by a link is also matched by its real path.
 */
export async function positionsBelow(names: readonly string[]): Promise<readonly FolderLocation[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const places = await Promise.all(
    folders.map(async (folder) => {
      const { uri } = folder;
      const real =
        uri.scheme === 'file' ? await realpath(uri.fsPath).catch(() => undefined) : undefined;
      const own = [uri, ...(real === undefined ? [] : [vscode.Uri.file(real)])];
      const below = own.map((each) => namesBelow(allNames(each), names)).find(Boolean);
      return below ? [{ folder, names: below }] : [];
    }),
  );
  return places.flat();
}

/** All segments of a path from the root of the file system, in the form of {@link ForeignPath.absolute}. */
export function allNames({ path: whole }: vscode.Uri): readonly string[] {
  return whole
    .replace(/^\/([A-Za-z]):\//, '/$1/')
    .split('/')
    .filter((name) => name !== '');
}

/** Identifies a file, whatever links lead to it, even if it doesn't exist yet; returns a URI. */
export async function realUri(uri: vscode.Uri): Promise<string> {
  if (uri.scheme !== 'file') return uri.toString();
  const missing: string[] = [];
  let here = uri.fsPath;
  while (here !== path.dirname(here)) {
    const real = await realpath(here).catch(() => undefined);
    if (real !== undefined) return vscode.Uri.file(path.join(real, ...missing)).toString();
    missing.unshift(path.basename(here));
    here = path.dirname(here);
  }
  return uri.toString();
}

async function onDisk(
  folder: vscode.Uri,
  segments: readonly string[],
): Promise<ContainedPath | undefined> {
  const spelled = [...segments];
  let here = folder.fsPath;
  // A dangling link also counts as existing; it then fails to resolve below.
  const isThere = async (name: string) =>
    (await lstat(path.join(here, name)).catch(() => undefined)) !== undefined;
  let depth = 0;
  for (; depth < segments.length; depth += 1) {
    const name = await existing(vscode.Uri.file(here), segments[depth] ?? '', isThere);
    if (name === undefined) break;
    spelled[depth] = name;
    here = path.join(here, name);
  }
  const uri = vscode.Uri.joinPath(folder, ...spelled);
  try {
    const real = await realpath(here);
    const below = (await ownPlace(real))?.names;
    if (!below) return undefined;
    const exists = depth === segments.length;
    const stat = await lstat(real);
    if (exists ? !stat.isFile() : !stat.isDirectory()) return undefined;
    return {
      uri: exists ? await asSpelled(uri, folder, real) : uri,
      exists,
      depth,
      real: [...below, ...segments.slice(depth)],
    };
  } catch {
    return undefined;
  }
}

/**
 * The file's own spelling on a case-insensitive file system. Another spelling would be a separate document
 * to the editor, beside the one that may be open.
 */
async function asSpelled(uri: vscode.Uri, folder: vscode.Uri, real: string): Promise<vscode.Uri> {
  const relative = path.relative(await realpath(folder.fsPath), real);
  const spelled = vscode.Uri.joinPath(folder, ...relative.split(path.sep));
  return spelled.path.toLowerCase() === uri.path.toLowerCase() ? spelled : uri;
}

/** The position of a real path (one without links) in the window's folders. */
async function ownPlace(real: string): Promise<FolderLocation | undefined> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    if (folder.uri.scheme !== 'file') continue;
    const root = await realpath(folder.uri.fsPath).catch(() => undefined);
    if (root === undefined) continue;
    const relative = path.relative(root, real);
    const names = relative === '' ? [] : relative.split(path.sep);
    if (names[0] !== '..' && !path.isAbsolute(relative)) return { folder, names };
  }
  return undefined;
}

/** The name as spelled in this folder: itself, or one that differs only in Unicode composition. */
async function existing(
  folder: vscode.Uri,
  name: string,
  isThere: (name: string) => Promise<boolean>,
): Promise<string | undefined> {
  if (await isThere(name)) return name;
  if (name.normalize('NFC') === name.normalize('NFD')) return undefined;
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.map(([entry]) => entry).find((entry) => nameKey(entry) === nameKey(name));
  } catch {
    return undefined;
  }
}

/** Resolves segments in other file systems. They don't tell where links lead, so links aren't followed. */
async function elsewhere(
  folder: vscode.Uri,
  segments: readonly string[],
): Promise<ContainedPath | undefined> {
  const spelled = [...segments];
  let here = folder;
  let depth = 0;
  for (; depth < segments.length; depth += 1) {
    const parent = here;
    const isThere = async (name: string) =>
      (await typeOf(vscode.Uri.joinPath(parent, name))) !== 'none';
    const name = await existing(parent, segments[depth] ?? '', isThere);
    if (name === undefined) break;
    spelled[depth] = name;
    here = vscode.Uri.joinPath(parent, name);
    const type = await typeOf(here);
    const last = depth === segments.length - 1;
    // Compare exactly, because links have an additional bit.
    if (type !== (last ? vscode.FileType.File : vscode.FileType.Directory)) return undefined;
  }
  const uri = vscode.Uri.joinPath(folder, ...spelled);
  return { uri, exists: depth === segments.length, depth, real: spelled };
}

async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | 'none'> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type;
  } catch (error) {
    const missing = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    return missing ? 'none' : vscode.FileType.Unknown;
  }
}
