/** As long as a path in a message may be, in UTF-16 units. */
const longestPath = 1024;
/** Longest name of a file or folder, in bytes of UTF-8; file systems take no longer ones. */
const longestName = 255;

/**
 * What no path may hold: control characters, what turns the direction of text, lone surrogates, the
 * backslash (Windows' separator) and the colon (schemes, drive letters, NTFS streams).
 */
const badCharacter = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}\\:]/u;

/** Names that Windows takes for a device, whatever extension they have. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/i;

/**
 * The segments of a path that somebody else sent, for joining to a folder of one's own; undefined when
 * it is not a plain relative path with forward slashes. Where a link leads is not known here.
 *
 * @param windows also refuse what Windows reads otherwise: device names, dots and spaces at an end
 */
export function safePath(
  path: string,
  windows = process.platform === 'win32',
): readonly string[] | undefined {
  if (path.length > longestPath || badCharacter.test(path)) return undefined;
  const segments = path.split('/');
  return segments.every((name) => isName(name, windows)) ? segments : undefined;
}

/** How many segments two paths have in common, counted from their ends. */
export function sharedEnd(one: readonly string[], other: readonly string[]): number {
  const most = Math.min(one.length, other.length);
  let shared = 0;
  while (shared < most && one.at(-1 - shared) === other.at(-1 - shared)) shared += 1;
  return shared;
}

function isName(name: string, windows: boolean): boolean {
  if (name === '' || name === '.' || name === '..') return false;
  if (new TextEncoder().encode(name).length > longestName) return false;
  return !windows || !(device.test(name) || /[. ]$/.test(name) || /[<>"|?*]/.test(name));
}

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

/**
 * The folders above a card's path, so that a reader who has opened another folder of the same project finds
 * the file: from the outermost of `roots` down. Undefined when there are none.
 *
 * @param file all names of the file from the root of the file system
 * @param path as in the card
 * @param roots folders that mean something to others, of which the file is in: its repository's, the window's
 */
export function folderAbove(
  file: readonly string[],
  path: string,
  roots: readonly (readonly string[])[],
): string | undefined {
  const below = path.split('/');
  const above = file.slice(0, file.length - below.length);
  if ([...above, ...below].some((name, index) => name !== file[index])) return undefined;
  // The root's own name is part of it: the reader may have opened the folder that it is in.
  const from = Math.min(...roots.map((root) => Math.max(0, root.length - 1)));
  return above.slice(Math.min(from, above.length)).join('/') || undefined;
}
