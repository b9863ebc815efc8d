import * as vscode from 'vscode';
import { namesInside, type PlaceInside, placeInside } from './inside-folders';
import { mayRun, safePath, sharedEnd } from './relative-path';

/** As long as a path in a card may be, in UTF-16 units. */
const longestPath = 1024;
/** Files of one name that are looked at, and how long finding them may take, in milliseconds. */
const mostSameName = 20;
const searchMs = 3000;

/**
 * Between paths in messages and files of the person at this window. Such a path is never trusted: what
 * comes out of here lies in one of the window's folders, also when links are followed.
 */
export interface WorkspaceFiles {
  /** Path as it goes into a card: relative to its workspace folder, forward slashes; the base name alone for a file outside. */
  pathOf(uri: vscode.Uri): string;
  /** The reader's own copy of an untrusted path; undefined when there is none, or it would lead out of the workspace folders. */
  find(path: string): Promise<vscode.Uri | undefined>;
  /** Other files of that name in the workspace, the most likely first; bounded. */
  sameName(path: string): Promise<readonly vscode.Uri[]>;
  /** Where a new file of this path would be made; undefined when outside, or in a folder that may run things (.git, .vscode). */
  target(path: string): Promise<vscode.Uri | undefined>;
}

/** The files of the folders that are open in this window. */
export class FolderFiles implements WorkspaceFiles {
  pathOf(uri: vscode.Uri): string {
    const inside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    const path = inside ? vscode.workspace.asRelativePath(uri, false) : '';
    if (path !== '' && path.length <= longestPath) return path;
    const name = uri.path.split('/').findLast((segment) => segment !== '');
    return (name ?? uri.scheme).slice(-longestPath);
  }

  async find(path: string): Promise<vscode.Uri | undefined> {
    return (await this.findAll(path))[0];
  }

  /** As {@link find}, in each of the folders: the path alone does not say which one is meant. */
  async findAll(path: string): Promise<readonly vscode.Uri[]> {
    const segments = safePath(path);
    if (!segments) return [];
    const folders = vscode.workspace.workspaceFolders ?? [];
    const places = await Promise.all(folders.map((folder) => placeInside(folder.uri, segments)));
    return unique(places.flatMap((place) => (place?.exists ? [place.uri] : [])));
  }

  async sameName(path: string): Promise<readonly vscode.Uri[]> {
    const segments = safePath(path);
    const name = segments?.at(-1);
    if (!segments || name === undefined) return [];
    const found = await findByName(name);
    const own = new Set((await this.findAll(path)).map(String));
    const others = found.filter(
      (uri) => uri.path.split('/').at(-1) === name && !own.has(uri.toString()),
    );
    const inside = await Promise.all(others.map(namesInside));
    return others
      .filter((_, index) => inside[index] !== undefined)
      .map((uri) => ({ uri, parts: this.pathOf(uri).split('/') }))
      .sort(
        (a, b) =>
          sharedEnd(b.parts, segments) - sharedEnd(a.parts, segments) ||
          a.parts.length - b.parts.length ||
          (a.uri.path < b.uri.path ? -1 : 1),
      )
      .slice(0, mostSameName)
      .map(({ uri }) => uri);
  }

  /** Whether a patch may change this file: one in the window's folders that no tool runs or obeys. */
  async mayChange(uri: vscode.Uri): Promise<boolean> {
    const names = await namesInside(uri);
    return names !== undefined && !mayRun(names);
  }

  async target(path: string): Promise<vscode.Uri | undefined> {
    const segments = safePath(path);
    if (!segments || mayRun(segments) || segments.some((name) => /\p{Cf}/u.test(name))) {
      return undefined;
    }
    const folders = vscode.workspace.workspaceFolders ?? [];
    const places = await Promise.all(folders.map((folder) => placeInside(folder.uri, segments)));
    // Of several folders the one that has most of the path already.
    return places
      .flatMap((place) => (place && !mayRun(place.real) ? [place] : []))
      .reduce<PlaceInside | undefined>(
        (most, place) => (most && most.depth >= place.depth ? most : place),
        undefined,
      )?.uri;
  }
}

/** The files that end with this name, as the editor's own search finds them. */
async function findByName(name: string): Promise<readonly vscode.Uri[]> {
  // No character of the name means anything to the search: `?` stands for each that would.
  const pattern = `**/${name.replace(/[*?[\]{}!,\\^-]/g, '?')}`;
  const stop = new vscode.CancellationTokenSource();
  const timer = setTimeout(() => stop.cancel(), searchMs);
  try {
    return await vscode.workspace.findFiles(
      pattern,
      '**/node_modules/**',
      5 * mostSameName,
      stop.token,
    );
  } catch {
    // A file system without search: then no file of that name is known.
    return [];
  } finally {
    clearTimeout(timer);
    stop.dispose();
  }
}

function unique(uris: readonly vscode.Uri[]): readonly vscode.Uri[] {
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}
