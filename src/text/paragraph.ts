/** A sentence that ends in Chinese: a full-width mark has its space in itself. */
const fullWidthEnd = /[。！？][”’」』）]*$/;

/** Joins sentences as their language does; empty ones are left out. */
export function paragraph(sentences: readonly string[]): string {
  return sentences
    .filter((sentence) => sentence !== '')
    .reduce(
      (text, next) => `${text}${text === '' || fullWidthEnd.test(text) ? '' : ' '}${next}`,
      '',
    );
}
