import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

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
  return real === undefined ? undefined : belowFolder(real);
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
  const uri = vscode.Uri.joinPath(folder, ...segments);
  let depth = 0;
  let here = folder.fsPath;
  for (const name of segments) {
    const next = path.join(here, name);
    // Something is there, if only a link that leads nowhere: it must resolve below.
    if (!(await lstat(next).catch(() => undefined))) break;
    here = next;
    depth += 1;
  }
  try {
    const real = await realpath(here);
    const below = await belowFolder(real);
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

/** The names that lead to a real path, one without links, from the window's folder it lies in. */
async function belowFolder(real: string): Promise<readonly string[] | undefined> {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    if (uri.scheme !== 'file') continue;
    const folder = await realpath(uri.fsPath).catch(() => undefined);
    if (folder === undefined) continue;
    const names = path.relative(folder, real).split(path.sep);
    if (names[0] !== '..' && !path.isAbsolute(names.join(path.sep))) return names;
  }
  return undefined;
}

/** Elsewhere nobody says where a link leads to: none is followed. */
async function elsewhere(
  folder: vscode.Uri,
  segments: readonly string[],
): Promise<PlaceInside | undefined> {
  const uri = vscode.Uri.joinPath(folder, ...segments);
  let depth = 0;
  for (; depth < segments.length; depth += 1) {
    const type = await typeOf(vscode.Uri.joinPath(folder, ...segments.slice(0, depth + 1)));
    if (type === 'none') break;
    const last = depth === segments.length - 1;
    // Exactly this: a link has a bit of its own.
    if (type !== (last ? vscode.FileType.File : vscode.FileType.Directory)) return undefined;
  }
  return { uri, exists: depth === segments.length, depth, real: segments };
}

async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | 'none'> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type;
  } catch (error) {
    const missing = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    return missing ? 'none' : vscode.FileType.Unknown;
  }
}
