/**
 * Finds a text in the person's language and fills in `{0}`, `{1}`, …: the part of `vscode.l10n.t`
 * that is used here. Passed in, so that the words can be tested without an editor.
 */
export type Translate = (message: string, ...values: (string | number)[]) => string;

const han = /\p{sc=Han}/u;

/**
 * Puts values in for `{0}`, `{1}`, … of a text. Chinese has spaces beside Latin words and numbers: the text
 * has them beside its values, and beside one that is Chinese itself they go.
 */
export function fillIn(text: string, values: readonly (string | number)[]): string {
  return text.replace(/( ?)\{(\d+)\}( ?)/g, (whole, before, index, after, at: number) => {
    const value = values[Number(index)];
    if (value === undefined) return whole;
    const letters = [...String(value)];
    const joins = (inner: string | undefined, outer: string | undefined) =>
      han.test(inner ?? '') && han.test(outer ?? '');
    const first = joins(letters[0], text[at - 1]) ? '' : before;
    const last = joins(letters.at(-1), text[at + whole.length]) ? '' : after;
    return `${first}${value}${last}`;
  });
}
