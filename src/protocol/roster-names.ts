/** Why a newcomer to a class with a roster waits for the host's decision, as `waiting` says it. */
export type ApprovalReason = 'not-listed' | 'name-taken';

/** Maximum number of names in a roster. */
export const maxRosterNames = 2000;

const whiteSpace = /\p{White_Space}+/gu;

/** Spellings of one name, with what word processors make of a keyboard's apostrophe and hyphen. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019]/g, "'"],
  [/[\u2010\u2011]/g, '-'],
  // Case folding as in Unicode, where lower case leaves two letters.
  [/ß/g, 'ss'],
  [/ς/g, 'σ'],
];

/**
 * What two spellings of the same name have in common: case, white space and compatibility forms don't count. Unlike
 * `nameSkeleton`, it keeps names apart that only look alike: with one of these, someone could pass for a student.
 */
export function rosterKey(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase().normalize('NFKC');
  return spellings
    .reduce((text, [from, to]) => text.replace(from, to), folded)
    .replace(whiteSpace, ' ')
    .trim();
}
