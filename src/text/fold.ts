/** What is never seen: joiners, variation selectors, marks of direction, controls. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu;

/**
 * The parts by which a text is folded: a run of what folds one by one (the group), or a character with all
 * that may compose with it. Nobody puts more than 31 marks on a letter; more are folded by themselves, which
 * keeps the cost of any heap of them linear.
 */
const part =
  /([\n\t -~\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff]+(?![\p{M}\p{Default_Ignorable_Code_Point}\uff9e\uff9f]))|[^\p{M}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\u314f-\u3163\ud7b0-\ud7fb\uff9e\uff9f\uffc2-\uffdc][\p{M}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\u314f-\u3163\ud7b0-\ud7fb\uff9e\uff9f\uffc2-\uffdc]{0,31}|[\s\S]/gu;

/** A text as it is compared, with the way back to where each unit of it comes from. */
export interface FoldedText {
  readonly text: string;
  /** Of each UTF-16 unit of `text`: where in the original the part begins that it comes from, and ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * A text as it is compared: `ＴＣＰ` is `tcp`, composed is decomposed, and what is invisible does not count.
 * @param matchCase whether upper and lower case stay apart
 */
export function fold(text: string, matchCase = false): string {
  let folded = '';
  for (const [piece, run] of text.matchAll(part)) {
    folded += run === undefined ? foldPart(piece, matchCase) : foldRun(run, matchCase);
  }
  return folded;
}

/** The same, with places. */
export function foldWithPlaces(text: string, matchCase = false): FoldedText {
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
  // By way of upper case letters that have two forms in lower case, as sigma has, become one.
  return matchCase ? seen : seen.toUpperCase().toLowerCase();
}
