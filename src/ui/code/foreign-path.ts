import { safePath, sharedEnd } from './relative-path';

/** A path that somebody else wrote, taken apart. Nothing in it leads upward. */
export interface ForeignPath {
  /** At least one; without drive, `.` and `..`. */
  readonly names: readonly string[];
  /** All names from the root of its file system, the drive included; absent for a relative path. */
  readonly absolute?: readonly string[];
}

/** Longest path read, in UTF-16 units. */
const maxLength = 1024;

/**
 * Reads a path of any system: `\` is `/`, and what only its writer's computer knows is stripped: drive,
 * root, `..` at the beginning. Undefined for what names no file, or none that may be looked for.
 *
 * @param windows also refuse what Windows reads otherwise: device names, dots and spaces at an end
 */
export function foreignPath(path: string, windows?: boolean): ForeignPath | undefined {
  if (path.length > maxLength) return undefined;
  const slashed = path.replaceAll('\\', '/').replace(/^\/\/[?.]\//, '/');
  const drive = /^\/?([A-Za-z]):\//.exec(slashed);
  const rest = drive ? slashed.slice(drive[0].length - 1) : slashed;
  const parts = rest.split('/');
  if (['', '.', '..'].includes(parts.at(-1) ?? '')) return undefined;
  const names: string[] = [];
  for (const name of parts) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  if (!safePath(names.join('/'), windows)) return undefined;
  if (!rest.startsWith('/')) return { names };
  return { names, absolute: drive?.[1] === undefined ? names : [drive[1], ...names] };
}

/**
 * Names that mean the same file are equal here: composed and decomposed characters, and letters of
 * either case where the file systems do not tell them apart.
 */
export function nameKey(name: string, foldsCase = process.platform !== 'linux'): string {
  const composed = name.normalize('NFC');
  return foldsCase ? composed.toLowerCase() : composed;
}

/** How an own file's path agrees with a foreign one. */
export interface Agreement {
  /**
   * `ending`: one of the paths ends with the other, as when both people opened different folders of one
   * project. `name`: the names are the same, and folders above them differ.
   */
  readonly match: 'ending' | 'name';
  /** How many names are the same, counted from the end. */
  readonly shared: number;
}

/**
 * @param own all names of the own file, or folder, from the root of the file system
 * @param below how many of them are below the window's folder
 */
export function agreementOf(
  own: readonly string[],
  below: number,
  foreign: readonly string[],
): Agreement {
  const key = (name: string) => nameKey(name);
  const shared = sharedEnd(own.map(key), foreign.map(key));
  return { match: shared >= Math.min(below, foreign.length) ? 'ending' : 'name', shared };
}

/** The names that follow `folder` in `path`; undefined when it does not lie in it. */
export function namesBelow(
  folder: readonly string[],
  path: readonly string[],
): readonly string[] | undefined {
  const within =
    path.length > folder.length &&
    folder.every((name, index) => nameKey(name) === nameKey(path[index] ?? ''));
  return within ? path.slice(folder.length) : undefined;
}

/**
 * Where a new file belongs, given what another path of the same author turned out to be here: the
 * folders above what both paths share are each other's. Undefined when the new path is not below those.
 *
 * @returns all names from the root of the file system, and how many folders both foreign paths share
 */
export function besideKnown(
  path: readonly string[],
  known: { readonly foreign: readonly string[]; readonly own: readonly string[] },
): { readonly names: readonly string[]; readonly near: number } | undefined {
  const { shared } = agreementOf(known.own, known.own.length, known.foreign);
  const theirs = known.foreign.slice(0, known.foreign.length - shared);
  const rest = namesBelow(theirs, path);
  if (!rest || shared === 0) return undefined;
  const folders = path.slice(0, -1);
  let near = 0;
  while (near < folders.length && folders[near] === known.foreign[near]) near += 1;
  return { names: [...known.own.slice(0, known.own.length - shared), ...rest], near };
}
