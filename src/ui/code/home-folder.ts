import { homedir } from 'node:os';
import { cutText } from '../../util/cut-text';

/** A part of a text, in UTF-16 units, and what stands there instead. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** Replaces the person's home folder by `~`, so that nobody learns the name of their account. */
export function withoutHome(text: string, home = homedir()): string {
  let shown = '';
  let from = 0;
  for (const { start, end, by } of homeReplacements(text, home)) {
    shown += text.slice(from, start) + by;
    from = end;
  }
  return shown + text.slice(from);
}

/** Where a text names the person's home folder, from its beginning to its end. */
export function homeReplacements(text: string, home = homedir()): readonly Replacement[] {
  // The folder of a service, such as `/`, names nobody.
  if (home.length < 4) return [];
  const found = [...formsOf(home)]
    .flatMap((form) => occurrences(text, form, home.includes('\\')))
    .toSorted((one, other) => one.start - other.start || other.end - one.end);
  let end = 0;
  return found.filter((each) => {
    if (each.start < end) return false;
    end = each.end;
    return true;
  });
}

/** A text for a field of a card: without the home folder, and at most `max` UTF-16 units long. */
export function fieldText(text: string, max: number): string {
  return cutText(withoutHome(text), max);
}

/** How programs write a folder. */
function formsOf(home: string): ReadonlySet<string> {
  const slashed = home.replaceAll('\\', '/');
  return new Set([
    home,
    slashed,
    home.replaceAll('\\', '\\\\'),
    // As shells for Windows write it: /c/Users/ann
    slashed.replace(/^([A-Za-z]):/, '/$1'),
  ]);
}

/** What continues a folder's name to its left and to its right. */
const before = /[\p{L}\p{N}_.-]$/u;
const after = /^[\p{L}\p{N}_-]/u;

function occurrences(text: string, form: string, ignoresCase: boolean): Replacement[] {
  const lower = text.toLowerCase();
  // A few characters are longer in lower case; positions would move.
  const folds = ignoresCase && lower.length === text.length;
  const [where, what] = folds ? [lower, form.toLowerCase()] : [text, form];
  const found: Replacement[] = [];
  for (let start = where.indexOf(what); start >= 0; start = where.indexOf(what, start + 1)) {
    const end = start + what.length;
    if (before.test(text.slice(Math.max(0, start - 2), start))) continue;
    if (after.test(text.slice(end, end + 2))) continue;
    // In file:///home/ann, the third slash belongs to the address.
    found.push({ start, end, by: text.slice(start - 2, start) === '//' ? '/~' : '~' });
  }
  return found;
}
