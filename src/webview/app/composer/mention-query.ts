import { fold } from '../../../text/fold';
import type { PanelMember } from '../base/messages';

/** An `@` in a text, and what was typed after it so far. */
export interface MentionQuery {
  /** Where the `@` stands. */
  readonly start: number;
  readonly typed: string;
}

/** How far before the caret the `@` is looked for: a name has at most 32 graphemes. */
const maxDistance = 128;

/** People offered at most; whoever looks for others types on. */
const maxOffered = 50;

/** As input methods for Chinese and Japanese also write it. */
const signs = /[@＠]/;

/** Scripts that put spaces between words: in others a mention stands right behind a word. */
const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_@＠]/u;

/**
 * The mention that is being typed at the caret, if any. An `@` inside a word is part of an address,
 * and one in code is code.
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

function isInCode(text: string, place: number): boolean {
  return text.slice(0, place).split('`').length % 2 === 0;
}

/**
 * Whom a mention can mean, the likeliest first: names that begin so, names of which a further word
 * does, names that hold it anywhere. A name that is typed in full, with a space behind it, is done.
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
