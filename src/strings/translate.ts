/**
 * Finds a text in the person's language and fills in `{0}`, `{1}`, …, as `vscode.l10n.t` does. It is
 * passed in, so that the command line and tests can use the texts without an editor.
 */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** The texts as they stand in the code, for programs outside the editor. */
export const english: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));

/** The display language as a BCP 47 tag. The editor's own names of languages may not be valid tags. */
export function displayLanguage(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
