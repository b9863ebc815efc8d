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

/** That others learn the user's location, for the lock beside the user's own name. */
export function sharingText(t: Translate): string {
  return t('Others in this room can see which file and line you’re in. Click to change.');
}

/** That this window follows someone, for the status bar and the panel. */
export function followingText(name: string, t: Translate): string {
  return t('following {0}', noticeText(name));
}
