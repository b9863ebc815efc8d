/** The longest name that is compared, in UTF-16 units: the comparison takes the product of both lengths. */
const maxLength = 32;

/**
 * The name that was probably meant: one typing error away, or two in a long name. Errors are a missing, an extra or another
 * character, and two that changed places. Undefined if there is none, or if it's a guess.
 */
export function closestName<Name extends string>(
  typed: string,
  names: readonly Name[],
): Name | undefined {
  if (typed.length < 2 || typed.length > maxLength) return undefined;
  let best: Name | undefined;
  let bestErrors = typed.length < 6 ? 2 : 3;
  for (const name of names) {
    const errors = typingErrors(typed, name);
    if (errors >= bestErrors) continue;
    best = name;
    bestErrors = errors;
  }
  return best;
}

/** The optimal string alignment distance. */
function typingErrors(typed: string, name: string): number {
  const rows = [Array.from({ length: name.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= typed.length; i += 1) {
    const row = [i];
    const [above = [], twoAbove = []] = [rows[i - 1], rows[i - 2]];
    for (let j = 1; j <= name.length; j += 1) {
      const isSame = typed[i - 1] === name[j - 1];
      const isSwapped = typed[i - 1] === name[j - 2] && typed[i - 2] === name[j - 1];
      row[j] = Math.min(
        at(above, j) + 1,
        at(row, j - 1) + 1,
        at(above, j - 1) + (isSame ? 0 : 1),
        isSwapped ? at(twoAbove, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(row);
  }
  return at(rows.at(-1) ?? [], name.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
