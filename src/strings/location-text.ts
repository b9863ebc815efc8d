import type { Place } from '../protocol/place';
import { noticeText } from './inline-text';
import type { Translate } from './translate';

/** Where a member is, in short: `hub.py:15`, `hub.py:15–18`. */
export function locationLabel({ path, line, endLine }: Place): string {
  const name = path.split('/').at(-1) ?? path;
  const lines = endLine === undefined || endLine === line ? `${line}` : `${line}–${endLine}`;
  return `${name}:${lines}`;
}

/** The tooltip of a member's location. */
export function locationTitle({ path }: Place, t: Translate): string {
  return t('{0}. Click to open it in your own copy.', noticeText(path));
}

/** The tooltip of the lock next to the user's own name: others can see the user's location. */
export function sharingText(t: Translate): string {
  return t('Others in this room can see which file and line you’re in. Click to change.');
}

/** Says that this window follows someone, for the status bar and the panel. */
export function followingText(name: string, t: Translate): string {
  return t('following {0}', noticeText(name));
}
