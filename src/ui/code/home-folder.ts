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
  return [...text.matchAll(patternOf(home))].map(({ 0: { length }, index: start }) => ({
    start,
    end: start + length,
    // In file:///home/ann, the third slash belongs to the address.
    by: text.slice(start - 2, start) === '//' ? '/~' : '~',
  }));
}

/** A text for a field of a card: without the home folder, and at most `max` UTF-16 units long. */
export function fieldText(text: string, max: number): string {
  return cutText(withoutHome(text), max);
}

function patternOf(home: string): RegExp {
  const slashed = home.replaceAll('\\', '/');
  const forms = [
    home,
    slashed,
    home.replaceAll('\\', '\\\\'),
    // As shells for Windows write it: /c/Users/ann
    slashed.replace(/^([A-Za-z]):/, '/$1'),
  ].map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(
    `(?<![\\p{L}\\p{N}_.-])(?:${forms.join('|')})(?![\\p{L}\\p{N}_-])`,
    home.includes('\\') ? 'giu' : 'gu',
  );
}
