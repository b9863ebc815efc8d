import { fold } from '../../../text/fold';
import type { PanelMember } from '../base/messages';

/** An `@` in a text, and what has been typed after it. */
export interface MentionQuery {
  /** The position of the `@`. */
  readonly start: number;
  readonly typed: string;
}

/** How far before the caret to look for the `@`, in UTF-16 units; a name has at most 32 graphemes. */
const maxDistance = 128;

/** Maximum number of people to suggest; typing more narrows the list. */
const maxOffered = 50;

/** The `@` sign, also in the full-width form that Chinese and Japanese input methods type. */
const signs = /[@＠]/;

/** Scripts with spaces between words. In other scripts, a mention may directly follow a word. */
const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_@＠]/u;

/**
 * The mention being typed at the caret, if any. An `@` inside a word belongs to an address, and one in code
 * is code.
 */
export function mentionQuery(text: string, caret: number): MentionQuery | undefined {
  const lineStart = text.lastIndexOf('\n', caret - 1) + 1;
  const earliest = Math.max(lineStart, caret - maxDistance);
  for (let start = caret - 1; start >= earliest; start--) {
    if (!signs.test(text[start] ?? '')) continue;
    const typed = text.slice(start + 1, caret);
    if (spaced.test(text[start - 1] ?? '') || /^\s/.test(typed)) return undefined;
    return isInCode(text, start) ? undefined : { start, typed };
  }
  return undefined;
}

/** Whether a place in a text is in code between backticks. */
export function isInCode(text: string, place: number): boolean {
  return text.slice(0, place).split('`').length % 2 === 0;
}

/**
 * Finds the people that a mention can mean, best match first: names that start with the typed text, names
 * with a later word that does, names that contain it elsewhere. Returns none when a name is complete with a
 * space after it.
 */
export function matchingPeople(typed: string, people: readonly PanelMember[]): PanelMember[] {
  const wanted = fold(typed);
  const ranked: PanelMember[][] = [[], [], []];
  for (const person of people) {
    if (person.self) continue;
    const name = fold(person.name);
    if (wanted !== name && wanted.trimEnd() === name) return [];
    const at = name.indexOf(wanted);
    if (at < 0) continue;
    const rank = at === 0 ? 0 : name.includes(` ${wanted}`) ? 1 : 2;
    ranked[rank]?.push(person);
  }
  return ranked.flat().slice(0, maxOffered);
}
