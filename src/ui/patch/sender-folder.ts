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
