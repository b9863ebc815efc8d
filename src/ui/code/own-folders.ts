import { homedir } from 'node:os';
import { isFilePath } from '../../text/references';
import { truncate } from '../../util/truncate';

/** A folder of the window, as this computer writes it. */
export interface OwnFolder {
  readonly path: string;
  /** What paths below it begin with in cards: its name if the window has several folders, else nothing. */
  readonly name: string;
}

/** The user's folders: in texts for others, paths below them become relative. */
export interface OwnFolders {
  readonly workspace: readonly OwnFolder[];
  readonly home: string;
}

/** Only the home folder, for texts that aren't about files. */
export const onlyHome: OwnFolders = { workspace: [], home: homedir() };

/** A part of a text, in UTF-16 units, and its replacement. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/**
 * A text for others: paths below a folder of the window become relative to it, as in cards, so that others can read and
 * open them; elsewhere, the home folder becomes `~`, so that nobody learns the name of the user's account.
 */
export function withoutFolders(text: string, folders: OwnFolders): string {
  let shown = '';
  let from = 0;
  for (const { start, end, by } of folderReplacements(text, folders)) {
    shown += text.slice(from, start) + by;
    from = end;
  }
  return shown + text.slice(from);
}

/** What {@link withoutFolders} replaces in a text, from its beginning to its end. */
export function folderReplacements(text: string, folders: OwnFolders): readonly Replacement[] {
  const { workspace, home } = folders;
  const found = [
    ...workspace.flatMap((folder) => [...pathsBelow(text, folder)]),
    // The folder of a service, such as `/`, names nobody.
    ...(home.length < 4 ? [] : homes(text, home)),
  ].toSorted((one, other) => one.start - other.start || other.end - one.end);
  let end = 0;
  const chosen = found.filter((each) => {
    if (each.start < end) return false;
    end = each.end;
    return true;
  });
  return chosen;
}

/** What {@link folderReplacements} replaces in a line of output, so that columns stay where they are. */
export function lineReplacements(line: string, folders: OwnFolders): readonly Replacement[] {
  // Elsewhere, `|` is a pipe: cat a.c | wc
  const column = /^\s*\||\|\s*$/.test(line) ? framedColumn : openColumn;
  const replacements = folderReplacements(line, folders);
  return replacements.flatMap((each, index) => [
    ...padded(line, each, replacements[index + 1], column),
  ]);
}

/** A text for a field of a card: without the user's folders, and at most `max` UTF-16 units long. */
export function fieldText(text: string, max: number, folders: OwnFolders = onlyHome): string {
  return truncate(withoutFolders(text, folders), max);
}

/** How programs write a folder. */
function formsOf(folder: string): ReadonlySet<string> {
  const slashed = folder.replaceAll('\\', '/');
  return new Set([
    folder,
    slashed,
    folder.replaceAll('\\', '\\\\'),
    // As shells for Windows write it: /c/Users/ann
    slashed.replace(/^([A-Za-z]):/, '/$1'),
  ]);
}

/** Characters that continue a folder's name to the left and to the right. */
const before = /[\p{L}\p{N}_.-]$/u;
const after = /^(?:[\p{L}\p{N}_+@#%~-]|\.[\p{L}\p{N}_])/u;
/**
 * The same for the home folder. Account names have few special characters, and shells print some right after it:
 * `ann@lab /home/ann# ls`
 */
const afterHome = /^(?:[\p{L}\p{N}_-]|\.[\p{L}\p{N}_])/u;
/** A flag of a compiler or a linker, in front of a path: `-I/home/ann/include`, and `/I` in front of a drive. */
const flag = /(?:^|[\s"'=,;:(])-{1,2}[A-Za-z][\w-]{0,30}$/;
const driveFlag = /(?:^|[\s"'=,;:(])\/[A-Za-z]\w{0,30}$/;

/** The places where a text names a folder, however it is written. */
function* occurrences(
  text: string,
  folder: string,
  continues: RegExp,
): Generator<{ readonly start: number; readonly end: number }> {
  const lower = text.toLowerCase();
  // A few characters get longer in lower case, which would shift positions.
  const folds = folder.includes('\\') && lower.length === text.length;
  for (const form of formsOf(folder)) {
    const [where, what] = folds ? [lower, form.toLowerCase()] : [text, form];
    for (let start = where.indexOf(what); start >= 0; start = where.indexOf(what, start + 1)) {
      const end = start + what.length;
      if (isInName(text, start)) continue;
      if (!continues.test(text.slice(end, end + 3))) yield { start, end };
    }
  }
}

/** Whether the text before a folder makes it the end of another path. */
function isInName(text: string, start: number): boolean {
  if (!before.test(text.slice(Math.max(0, start - 2), start))) return false;
  const front = text.slice(Math.max(0, start - 40), start);
  return !flag.test(front) && (text.charAt(start + 1) !== ':' || !driveFlag.test(front));
}

function homes(text: string, home: string): Replacement[] {
  return Array.from(occurrences(text, home, afterHome), ({ start, end }) => ({
    ...{ start, end },
    // In file:///home/ann, the third slash belongs to the address.
    by: text.slice(start - 2, start) === '//' ? '/~' : '~',
  }));
}

/** A root names nothing, and everything is below it. */
const root = /^(?:[A-Za-z]:)?[\\/]*$/;

/**
 * The beginnings of paths below a folder of the window. The folder alone stays: what follows it may belong to
 * the name of another one.
 */
function* pathsBelow(text: string, { path, name }: OwnFolder): Generator<Replacement> {
  if (root.test(path)) return;
  for (const { start, end } of occurrences(text, path, after)) {
    const [separator] = /^[\\/]+/.exec(text.slice(end, end + 8)) ?? [];
    // ~/srv is another folder than /srv.
    if (separator === undefined || text.charAt(start - 1) === '~') continue;
    const [address = ''] = /file:\/\/\/?$/.exec(text.slice(Math.max(0, start - 8), start)) ?? [];
    if (address === '' && /[\\/]/.test(text.charAt(start - 1))) continue;
    const below = end + separator.length;
    yield {
      start: start - address.length,
      end: below,
      by: name === '' ? hereMark(text.slice(below, below + 260), separator) : name + separator,
    };
  }
}

/** `./` where the name alone would no longer look like a file, or would be another command. */
function hereMark(below: string, separator: string): string {
  const [path = ''] = /^[^\s"'`:;,()[\]<>|]*/.exec(below) ?? [];
  return /[\\/]/.test(path) || isFilePath(path) ? '' : `.${separator}`;
}

/** What is left of a path, and the space behind it, if a column follows. */
const openColumn = /^[^\s│]* (?= +\S|│)/;
const framedColumn = /^[^\s│|]* (?= +\S|[│|])/;

/** A replacement, with as many spaces behind the path as it got shorter if a column of a table follows. */
function* padded(
  text: string,
  each: Replacement,
  next: Replacement | undefined,
  column: RegExp,
): Generator<Replacement> {
  yield each;
  const shorter = each.end - each.start - each.by.length;
  const until = next ? Math.min(next.start, each.end + 1024) : each.end + 1024;
  const [rest] = column.exec(text.slice(each.end, until)) ?? [];
  if (rest === undefined || shorter <= 0) return;
  const end = each.end + rest.length;
  yield { start: end - 1, end, by: ' '.repeat(shorter + 1) };
}
