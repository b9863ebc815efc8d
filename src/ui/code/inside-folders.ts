import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { nameKey, namesBelow } from './paths';

/** A place in one of the window's folders. */
export interface PlaceInside {
  readonly uri: vscode.Uri;
  /** Whether a file is there. */
  readonly exists: boolean;
  /** How many of the segments exist. */
  readonly depth: number;
  /** Where it is below the folder when links are followed. */
  readonly real: readonly string[];
}

/**
 * Where these checked segments lead to in this folder. Undefined when they lead out of the window's
 * folders, when something other than a file is there, or a file where a folder would have to be.
 */
export async function placeInside(
  folder: vscode.Uri,
  segments: readonly string[],
): Promise<PlaceInside | undefined> {
  return folder.scheme === 'file' ? onDisk(folder, segments) : elsewhere(folder, segments);
}

/**
 * The names that lead to an existing file from the window's folder it lies in, links followed;
 * undefined when it lies in none.
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

/** A file by its names below one of the window's folders. */
export interface FolderLocation {
  readonly folder: vscode.WorkspaceFolder;
  /** None for the folder itself. */
  readonly names: readonly string[];
}

/**
 * Where these names, from the root of the file system, are in each of the window's folders. A folder
 * that was opened by a link is known by where that leads, too.
 */
export async function placesBelow(names: readonly string[]): Promise<readonly FolderLocation[]> {
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

/** All names of a path from the root of the file system, as {@link ForeignPath.absolute} has them. */
export function allNames({ path: whole }: vscode.Uri): readonly string[] {
  return whole
    .replace(/^\/([A-Za-z]):\//, '/$1/')
    .split('/')
    .filter((name) => name !== '');
}

/** Names a file the same by whatever links it is reached, if it is there yet or not; as a URI. */
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
): Promise<PlaceInside | undefined> {
  const spelled = [...segments];
  let here = folder.fsPath;
  // Something is there, if only a link that leads nowhere: it must resolve below.
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
 * Where case does not count, the file's own spelling: another one would be another document to the
 * editor, beside the one that may be open.
 */
async function asSpelled(uri: vscode.Uri, folder: vscode.Uri, real: string): Promise<vscode.Uri> {
  const relative = path.relative(await realpath(folder.fsPath), real);
  const spelled = vscode.Uri.joinPath(folder, ...relative.split(path.sep));
  return spelled.path.toLowerCase() === uri.path.toLowerCase() ? spelled : uri;
}

/** Where a real path, one without links, is in the window's folders. */
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

/** The name as it is spelled in this folder: itself, or one that differs in how characters are composed. */
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

/** Elsewhere nobody says where a link leads to: none is followed. */
async function elsewhere(
  folder: vscode.Uri,
  segments: readonly string[],
): Promise<PlaceInside | undefined> {
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
    // Exactly this: a link has a bit of its own.
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
