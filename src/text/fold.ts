/** Characters that are never visible: joiners, variation selectors, direction marks, controls. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu;

/**
 * Splits a text into the parts that fold on their own: either a run of characters that fold one by one (the
 * group), or one character with everything that may compose with it. Real text has at most 31 marks on a
 * letter. Any further marks fold separately, which keeps the cost linear for any number of them.
 */
const part =
  /([\n\t -~\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff]+(?![\p{M}\p{Default_Ignorable_Code_Point}\uff9e\uff9f]))|[^\p{M}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\u314f-\u3163\ud7b0-\ud7fb\uff9e\uff9f\uffc2-\uffdc][\p{M}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\u314f-\u3163\ud7b0-\ud7fb\uff9e\uff9f\uffc2-\uffdc]{0,31}|[\s\S]/gu;

/** A text folded for comparison, with the position of each unit in the original. */
export interface FoldedText {
  readonly text: string;
  /** For each UTF-16 unit of `text`: the start and end, in the original, of the part that it comes from. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * Folds a text for comparison: compatibility forms, composed forms and invisible characters don't matter,
 * so `ＴＣＰ` equals `tcp`.
 * @param matchCase whether upper and lower case differ
 */
export function fold(text: string, matchCase = false): string {
  let folded = '';
  for (const [piece, run] of text.matchAll(part)) {
    folded += run === undefined ? foldPart(piece, matchCase) : foldRun(run, matchCase);
  }
  return folded;
}

/** Accents and other marks of Latin, Greek and Cyrillic letters. In other scripts, marks change the letter. */
const accents = /[\u0300-\u036f]/g;

/** Folds a text as {@link fold} does, and drops accents, so that `Café` equals `cafe`. */
export function foldLoosely(text: string): string {
  const folded = fold(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII, which has no accents
  if (/^[\u0000-\u007f]*$/.test(folded)) return folded;
  return folded.normalize('NFD').replace(accents, '').normalize('NFC');
}

/** Folds a text as {@link fold} does, and keeps the positions in the original. */
export function foldWithPositions(text: string, matchCase = false): FoldedText {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: piece, 1: run, index } of text.matchAll(part)) {
    const made = run === undefined ? foldPart(piece, matchCase) : foldRun(run, matchCase);
    for (let unit = 0; unit < made.length; unit += 1) {
      starts.push(run === undefined ? index : index + unit);
      ends.push(run === undefined ? index + piece.length : index + unit + 1);
    }
    folded += made;
  }
  return { text: folded, starts, ends };
}

function foldRun(run: string, matchCase: boolean): string {
  return matchCase ? run : run.toLowerCase();
}

function foldPart(piece: string, matchCase: boolean): string {
  const seen = piece.replace(invisible, '').normalize('NFKC');
  // Upper case first: it unites letters that have two lower-case forms, such as sigma.
  return matchCase ? seen : seen.toUpperCase().toLowerCase();
}
