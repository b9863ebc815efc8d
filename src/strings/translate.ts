/**
 * Finds a text in the display language and fills in `{0}`, `{1}`, …, as `vscode.l10n.t` does. Callers pass
 * it in, so that the command line and tests can use the texts without an editor.
 */
export type Translate = (message: string, ...values: (string | number)[]) => string;

const han = /\p{sc=Han}/u;

/**
 * Fills in `{0}`, `{1}`, … of a text. Chinese texts have spaces around their placeholders, for Latin words
 * and numbers; a space between two Chinese characters is dropped.
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

/** The texts as written in the code, for programs outside the editor. */
export const english: Translate = (message, ...values) => fillIn(message, values);

/** The display language as a BCP 47 tag. The editor's own language names may not be valid tags. */
export function displayLanguage(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
