/**
 * The display language as a BCP 47 tag. The editor's own names of languages need not be valid tags.
 */
export function displayLanguage(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
