/** What a template takes: texts are escaped, pieces of HTML are not, and `undefined` leaves nothing. */
export type HtmlValue = string | number | Html | undefined | readonly HtmlValue[];

/** A piece of HTML in which every text from elsewhere is escaped: only {@link html} makes one. */
export class Html {
  private constructor(readonly source: string) {}

  /** @param make called by {@link html} only */
  static from(strings: TemplateStringsArray, values: readonly HtmlValue[]): Html {
    let source = strings[0] ?? '';
    for (const [index, value] of values.entries()) source += written(value) + strings[index + 1];
    return new Html(source);
  }
}

/**
 * Makes HTML. Values of attributes MUST be in double quotes. No value may be part of a tag's or an
 * attribute's name, of a style sheet or of a script.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.from(strings, values);
}

function written(value: HtmlValue): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.source;
  return typeof value === 'object' ? value.map(written).join('') : escapeHtml(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters with a meaning in HTML, and control characters, which a document can't contain. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
const special = /[&<>"'\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

function escapeHtml(text: string): string {
  return text.replace(special, (character) => entities[character] ?? '\ufffd');
}
