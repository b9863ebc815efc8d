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
