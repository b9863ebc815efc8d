import * as vscode from 'vscode';
import { mayRun } from '../../text/risky-paths';
import { findFilesNamed, findFoldersNamed } from './file-search';
import {
  allNames,
  type ContainedPath,
  type FolderLocation,
  namesInside,
  positionsBelow,
  realUri,
  resolveInside,
} from './inside-folders';
import type { CardSource } from './local-copy';
import { cellNumber } from './notebook-cells';
import { type OwnFolder, type OwnFolders, onlyHome } from './own-folders';
import { besideKnownFile, type ForeignPath, foreignPath, matchPaths, namesBelow } from './paths';

/** The longest path in a card, in UTF-16 units. */
const maxPathLength = 1024;
/** Maximum number of files that a path may mean besides exact matches. */
const maxOthers = 20;

/** Own files that a path may mean; all are equally likely. */
export interface FileGroup {
  /**
   * `exact`: the path itself, from one of the window's folders or from the root of the file system.
   * `ending`: one path ends with the other, as when both people opened different folders of the same
   * project. `name`: only the file names match; good enough to show, not to change.
   */
  readonly match: 'exact' | 'ending' | 'name';
  /** At least one. If there are several, the user or the files' contents decide. */
  readonly uris: readonly vscode.Uri[];
}

/** The places where a new file could be created. */
export interface NewFileLocations {
  readonly uris: readonly vscode.Uri[];
  /** Whether there is exactly one place, with evidence that it is right; otherwise the user must choose. */
  readonly isSure: boolean;
}

/** A path from the same person, and the own file that it matched. */
export interface KnownPath {
  readonly path: string;
  readonly uri: vscode.Uri;
}

/**
 * Maps between paths in messages and the user's files. Paths from others are never trusted: every result
 * is inside one of the window's folders, even after links are resolved.
 */
export class WorkspaceFiles {
  /**
   * The path for a card, with forward slashes: relative to its workspace folder, whose name comes first
   * when the window has several; only the base name for a file outside.
   */
  async pathOf(uri: vscode.Uri): Promise<string> {
    return (
      (await this.pathInside(uri)) ?? (allNames(uri).at(-1) ?? uri.scheme).slice(-maxPathLength)
    );
  }

  /** The same path; undefined for a file outside the window's folders. */
  async pathInside(uri: vscode.Uri): Promise<string | undefined> {
    const own = await this.ownFile(uri);
    const folder = own && vscode.workspace.getWorkspaceFolder(own);
    if (own && folder) {
      const below = namesBelow(allNames(folder.uri), allNames(own)) ?? [];
      const several = (vscode.workspace.workspaceFolders ?? []).length > 1;
      const path = [...(several ? allNames(folder.uri).slice(-1) : []), ...below].join('/');
      if (path !== '' && path.length <= maxPathLength) return path;
    }
    return undefined;
  }

  /** The user's folders as programs write them, each also by the path behind its link. */
  async ownFolders(): Promise<OwnFolders> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const named = await Promise.all(
      folders.map(async ({ uri }): Promise<readonly OwnFolder[]> => {
        const name = folders.length > 1 ? (allNames(uri).at(-1) ?? '') : '';
        const real = vscode.Uri.parse(await realUri(uri), true).fsPath;
        return [...new Set([uri.fsPath, real])].map((path) => ({ path, name }));
      }),
    );
    return { ...onlyHome, workspace: named.flat() };
  }

  /** The source of a document's lines, for a card. */
  async sourceOf(uri: vscode.Uri): Promise<CardSource> {
    const cell = cellNumber(uri);
    return { path: await this.pathOf(uri), ...(cell !== undefined && { cell }) };
  }

  /**
   * The file in the window's folders that a document represents: itself, the file behind a comparison's
   * other side or a notebook's cell, the future file of an unsaved document, or a link's target.
   */
  async ownFile(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
    if (vscode.workspace.getWorkspaceFolder(uri)) return uri;
    if (!uri.path.startsWith('/')) return undefined;
    const real = vscode.Uri.parse(await realUri(vscode.Uri.file(uri.path)), true);
    for (const names of [allNames(uri), allNames(real)]) {
      const [place] = await positionsBelow(names);
      if (place) return vscode.Uri.joinPath(place.folder.uri, ...place.names);
    }
    return undefined;
  }

  /**
   * Finds own files that an untrusted path may mean, most likely first; searches only as far as the caller
   * asks.
   */
  async *candidates(path: string): AsyncGenerator<FileGroup> {
    const foreign = foreignPath(path);
    if (!foreign) return;
    const { names, absolute = names } = foreign;
    const known = new Set<string>();
    const places = await Promise.all((await this.asWritten(foreign)).map(insideAt));
    const exact = places.flatMap((place) => (place?.exists ? [place.uri] : []));
    const uris = await oncePerFile(exact, known);
    if (uris.length > 0) yield { match: 'exact', uris };
    const found = await findFilesNamed(names.at(-1) ?? '', names.at(-2));
    yield* groupsOf((await oncePerFile(found, known)).slice(0, maxOthers), absolute);
  }

  /**
   * Whether a patch may change this file: it must be in the window's folders, and no tool may run or obey
   * it.
   */
  async mayChange(uri: vscode.Uri): Promise<boolean> {
    const names = await namesInside(uri);
    return names !== undefined && !mayRun(names);
  }

  /**
   * Where a new file at an untrusted path belongs: beside its siblings. No places when it would be outside
   * the folders, or in a folder that may run things (.git, .vscode).
   *
   * @param known the own files that other paths of the same patch matched
   */
  async locationsForNewFile(
    path: string,
    known: readonly KnownPath[] = [],
  ): Promise<NewFileLocations> {
    const foreign = foreignPath(path);
    if (!foreign || mayRun(foreign.names) || foreign.names.some((name) => /\p{Cf}/u.test(name))) {
      return { uris: [], isSure: false };
    }
    const own = foreign.absolute ? await this.asWritten(foreign) : [];
    const beside = own.length > 0 ? own : await this.beside(foreign, known);
    if (beside.length > 0) return newPlaces(beside);
    const below = await this.inItsFolder(foreign);
    // If siblings are known and the file isn't below their folders, it is above everything open here.
    return known.length > 0 ? { ...below, isSure: false } : below;
  }

  /**
   * The literal positions of a path: below each of the folders, or inside the folder that an absolute path
   * names.
   */
  private async asWritten({ names, absolute }: ForeignPath): Promise<readonly FolderLocation[]> {
    if (absolute) return positionsBelow(absolute);
    return (vscode.workspace.workspaceFolders ?? []).map((folder) => ({ folder, names }));
  }

  private async beside(
    { names }: ForeignPath,
    known: readonly KnownPath[],
  ): Promise<readonly FolderLocation[]> {
    const places = known.flatMap(({ path, uri }) => {
      const foreign = foreignPath(path)?.names ?? [];
      return besideKnownFile(names, { foreign, own: allNames(uri) }) ?? [];
    });
    const nearest = Math.max(...places.map(({ near }) => near));
    const best = places.filter(({ near }) => near === nearest);
    return (await Promise.all(best.map((place) => positionsBelow(place.names)))).flat();
  }

  /** The place in the folder that the path names; if that folder is new too, in the one it belongs in. */
  private async inItsFolder({ names }: ForeignPath): Promise<NewFileLocations> {
    const roots = (vscode.workspace.workspaceFolders ?? []).map((folder) => ({ folder, names }));
    const inside = await Promise.all(roots.map(insideAt));
    for (let count = names.length - 1; count > 0; count -= 1) {
      const exact = roots.filter((_, index) => (inside[index]?.depth ?? 0) >= count);
      if (exact.length > 0) return newPlaces(exact);
      const like = await foldersLike(names.slice(0, count));
      const rest = names.slice(count);
      if (like.length > 0) {
        return newPlaces(like.map((at) => ({ ...at, names: [...at.names, ...rest] })));
      }
    }
    return { ...(await newPlaces(roots)), isSure: false };
  }
}

/** The window's folders that most likely correspond to a foreign one. */
async function foldersLike(foreign: readonly string[]): Promise<readonly FolderLocation[]> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  // The search returns them in any order; sort them for the user who is asked.
  const named = [...(await findFoldersNamed(foreign.at(-1) ?? ''))].sort(byPath);
  const like = [...roots, ...named].flatMap((uri) => {
    const place = placeOf(uri);
    if (!place) return [];
    const { match, shared } = matchPaths(allNames(uri), place.names.length, foreign);
    return match === 'ending' && shared > 0 ? [{ place, shared }] : [];
  });
  const max = Math.max(...like.map(({ shared }) => shared));
  return like.filter(({ shared }) => shared === max).map(({ place }) => place);
}

function byPath(one: vscode.Uri, other: vscode.Uri): number {
  return one.path < other.path ? -1 : Number(one.path > other.path);
}

function insideAt({ folder, names }: FolderLocation): Promise<ContainedPath | undefined> {
  return resolveInside(folder.uri, names);
}

async function newPlaces(places: readonly FolderLocation[]): Promise<NewFileLocations> {
  const inside = await Promise.all(places.map(insideAt));
  const found = new Map<string, vscode.Uri>();
  for (const place of inside) {
    if (place && !mayRun(place.real)) found.set(await realUri(place.uri), place.uri);
  }
  return { uris: [...found.values()], isSure: found.size === 1 };
}

/** A file's position below its folder, without resolving links. */
function placeOf(uri: vscode.Uri): FolderLocation | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder && { folder, names: namesBelow(allNames(folder.uri), allNames(uri)) ?? [] };
}

/**
 * Returns the files that are inside the folders, each once even if several links lead to it; prefers the
 * path without links. Leaves out files in `known`, and adds the others to it.
 */
async function oncePerFile(
  uris: readonly vscode.Uri[],
  known: Set<string>,
): Promise<readonly vscode.Uri[]> {
  const found = new Map<string, vscode.Uri>();
  for (const uri of uris) {
    const inside = await namesInside(uri);
    const key = await realUri(uri);
    if (!inside || known.has(key)) continue;
    const isDirect = inside.join('/') === placeOf(uri)?.names.join('/');
    if (isDirect || !found.has(key)) found.set(key, uri);
  }
  for (const key of found.keys()) known.add(key);
  return [...found.values()];
}

function* groupsOf(uris: readonly vscode.Uri[], foreign: readonly string[]): Generator<FileGroup> {
  const groups = new Map<string, FileGroup & { readonly rank: number }>();
  const inOrder = uris.toSorted(
    (a, b) => a.path.split('/').length - b.path.split('/').length || (a.path < b.path ? -1 : 1),
  );
  for (const uri of inOrder) {
    const below = placeOf(uri)?.names.length ?? 0;
    const { match, shared } = matchPaths(allNames(uri), below, foreign);
    const key = `${match} ${shared}`;
    const { uris: others = [] } = groups.get(key) ?? {};
    const rank = shared + (match === 'ending' ? foreign.length : 0);
    groups.set(key, { match, uris: [...others, uri], rank });
  }
  for (const { match, uris: grouped } of [...groups.values()].sort((a, b) => b.rank - a.rank)) {
    yield { match, uris: grouped };
  }
}
