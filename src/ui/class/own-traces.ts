import { homedir, hostname } from 'node:os';
import { foldLoosely } from '../../text/fold';
import { type OwnFolders, withoutFolders } from '../code/own-folders';
import { loginName } from '../rooms/user-name';

/** What would tell others who has written something. */
export interface OwnTraces {
  /** The user's names, and those of the account and the computer. */
  readonly names: readonly string[];
  readonly home: string;
}

/** What this computer would tell. @param names that the user has in rooms */
export function ownTraces(names: readonly string[]): OwnTraces {
  return { names: [...names, loginName(), hostname()], home: homedir() };
}

/** Names of many accounts and computers: they tell nothing. */
const common = new Set(
  'admin administrator guest home host local localhost node root student test ubuntu user vscode'.split(
    ' ',
  ),
);

/** From this length on, a name also counts within a word. */
const minWithin = 6;

/** Fields that no one reads. */
const unread = new Set(['type', 'hash', 'thumb', 'language']);

/** A message with `~` instead of the home folder, in its text and everywhere in its card. */
export function withoutHome<T>(said: T, home: string): T {
  const folders: OwnFolders = { workspace: [], home };
  return mapTexts(said, (text) => withoutFolders(text, folders)) as T;
}

/**
 * The names that a message has, in its text or in its card: a guess for a warning. Upper case and accents don't matter; a
 * short name counts only as a word, so that “Ann” isn't in “cannot”.
 */
export function tracesIn(said: unknown, names: readonly string[]): readonly string[] {
  const texts: string[] = [];
  mapTexts(said, (text) => {
    texts.push(text);
    return text;
  });
  const all = foldLoosely(texts.join('\n'));
  const parts = names.flatMap((name) => [name, ...name.split(/[\s._-]+/)]);
  const found = parts.filter((part) => {
    const folded = foldLoosely(part.trim());
    return tells(folded) && has(all, folded);
  });
  return [...new Set(found)];
}

function tells(name: string): boolean {
  // Other scripts write a name with one character.
  return (name.length > 1 || isUnspaced(name)) && !common.has(name);
}

function has(text: string, name: string): boolean {
  const isWithin = name.length >= minWithin || isUnspaced(name);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (isWithin || !(isLetter(text[at - 1]) || isLetter(text[end]))) return true;
  }
  return false;
}

/** Whether a name has letters of a script that doesn't separate words. */
function isUnspaced(name: string): boolean {
  return /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u.test(name);
}

function isLetter(character = ''): boolean {
  return /^\p{L}$/u.test(character);
}

/** Changes each text in a value. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, each]) => [
      field,
      unread.has(field) ? each : mapTexts(each, change),
    ]),
  );
}
