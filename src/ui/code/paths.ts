/** The longest path in a message, in UTF-16 units. */
const maxPath = 1024;
/** The longest name of a file or folder, in bytes of UTF-8; file systems allow no longer ones. */
const maxName = 255;

/**
 * Characters that no path may contain: control characters, direction marks, lone surrogates, the backslash
 * (Windows' separator) and the colon (schemes, drive letters, NTFS streams).
 */
const badCharacter = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}\\:]/u;

/** Names that Windows treats as a device, with any extension. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/i;

/**
 * The segments of a path that someone else sent, for joining to one of the reader's folders; undefined when
 * it isn't a plain relative path with forward slashes. Doesn't resolve links.
 *
 * @param windows also reject what Windows reads differently: device names, and dots or spaces at the end
 */
export function safePath(
  path: string,
  windows = process.platform === 'win32',
): readonly string[] | undefined {
  if (path.length > maxPath || badCharacter.test(path)) return undefined;
  const segments = path.split('/');
  return segments.every((name) => isName(name, windows)) ? segments : undefined;
}

/** The number of segments that two paths share, counted from the end. */
export function sharedSuffixLength(one: readonly string[], other: readonly string[]): number {
  const max = Math.min(one.length, other.length);
  let shared = 0;
  while (shared < max && one.at(-1 - shared) === other.at(-1 - shared)) shared += 1;
  return shared;
}

function isName(name: string, windows: boolean): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  if (new TextEncoder().encode(name).length > maxName) return false;
  return !windows || !(device.test(name) || /[. ]$/.test(name) || /[<>"|?*]/.test(name));
}

/** A path that someone else wrote, split into names. It never leads upward. */
export interface ForeignPath {
  /** At least one; without the drive, `.` and `..`. */
  readonly names: readonly string[];
  /** All names from the root of its file system, including the drive; absent for a relative path. */
  readonly absolute?: readonly string[];
}

/**
 * Reads a path of any system. Converts `\` to `/`, and strips what only its author's computer knows: the
 * drive, the root, `..` at the start. Undefined when it names no file or one that may not be looked up.
 *
 * @param windows also reject what Windows reads differently: device names, and dots or spaces at the end
 */
export function foreignPath(path: string, windows?: boolean): ForeignPath | undefined {
  if (path.length > maxPath) return undefined;
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
 * The key of a name: equal for composed and decomposed forms, and for upper and lower case where the file
 * system doesn't distinguish them.
 */
export function nameKey(name: string, foldsCase = process.platform !== 'linux'): string {
  const composed = name.normalize('NFC');
  return foldsCase ? composed.toLowerCase() : composed;
}

/** How well an own file's path matches a foreign one. */
export interface PathMatch {
  /**
   * `ending`: one path ends with the other, as when both people opened different folders of the same
   * project. `name`: only the file names are the same.
   */
  readonly match: 'ending' | 'name';
  /** The number of equal names, counted from the end. */
  readonly shared: number;
}

/**
 * Compares a foreign path with an own one.
 * @param own all names of the own file or folder, from the root of the file system
 * @param below how many of them are below the window's folder
 */
export function matchPaths(
  own: readonly string[],
  below: number,
  foreign: readonly string[],
): PathMatch {
  const key = (name: string) => nameKey(name);
  const shared = sharedSuffixLength(own.map(key), foreign.map(key));
  return { match: shared >= Math.min(below, foreign.length) ? 'ending' : 'name', shared };
}

/** The names after `folder` in `path`; undefined when the path isn't inside it. */
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
 * Finds where a new file belongs, given the own file that another path of the same author matched: the
 * folders above their shared part correspond. Undefined when the new path isn't below those folders.
 *
 * @returns all names from the root of the file system, and how many folders both foreign paths share
 */
export function besideKnownFile(
  path: readonly string[],
  known: { readonly foreign: readonly string[]; readonly own: readonly string[] },
): { readonly names: readonly string[]; readonly near: number } | undefined {
  const { shared } = matchPaths(known.own, known.own.length, known.foreign);
  const theirs = known.foreign.slice(0, known.foreign.length - shared);
  const rest = namesBelow(theirs, path);
  if (!rest || shared === 0) return undefined;
  const folders = path.slice(0, -1);
  let near = 0;
  while (near < folders.length && folders[near] === known.foreign[near]) near += 1;
  return { names: [...known.own.slice(0, known.own.length - shared), ...rest], near };
}

/**
 * The folders above a card's path, starting at the outermost of `roots`. They help a reader who has opened
 * another folder of the same project. Undefined when there are none.
 *
 * @param file all names of the file from the root of the file system
 * @param path as in the card
 * @param roots folders around the file that others may know: its repository and the window's folder
 */
export function folderAbove(
  file: readonly string[],
  path: string,
  roots: readonly (readonly string[])[],
): string | undefined {
  const below = path.split('/');
  const above = file.slice(0, file.length - below.length);
  if ([...above, ...below].some((name, index) => name !== file[index])) return undefined;
  // Include the root's own name, because the reader may have opened the folder that contains it.
  const from = Math.min(...roots.map((root) => Math.max(0, root.length - 1)));
  return above.slice(Math.min(from, above.length)).join('/') || undefined;
}
