import { fold } from '../../../text/fold';

/** An emoji and what people call it. */
export interface Emoji {
  /** The character or characters, without a skin tone. */
  readonly text: string;
  /** `tada`; the first one is shown. */
  readonly shortcodes: readonly string[];
  /** Its name in the display language. */
  readonly label: string;
  /** Number of its group, as in Unicode. */
  readonly group: number;
  readonly hasTone: boolean;
}

interface Row extends Emoji {
  /** Folded names and keywords in both languages. */
  readonly words: readonly string[];
}

/** All emoji, in the order of Unicode, searchable in English and Chinese. */
export class EmojiTable {
  /** The names of the groups. */
  readonly groups: readonly string[];
  private readonly rows: readonly Row[];
  private readonly byCode: ReadonlyMap<string, Row>;
  private readonly byText: ReadonlyMap<string, Row>;

  /**
   * @param table as scripts/emoji-table.ts makes it
   * @param language BCP 47 tag of the display language
   */
  constructor(table: string, language: string) {
    const isChinese = language.startsWith('zh');
    const [english = '', chinese = '', ...lines] = table.split('\n');
    this.groups = (isChinese ? chinese : english).split('\t');
    this.rows = lines.map((line) => readRow(line, isChinese));
    this.byCode = new Map(this.rows.flatMap((row) => row.shortcodes.map((code) => [code, row])));
    this.byText = new Map(this.rows.map((row) => [row.text, row]));
  }

  get all(): readonly Emoji[] {
    return this.rows;
  }

  /** The emoji with exactly this shortcode. */
  coded(shortcode: string): Emoji | undefined {
    return this.byCode.get(shortcode.toLowerCase());
  }

  /** An emoji by its characters, without a skin tone. */
  find(text: string): Emoji | undefined {
    return this.byText.get(text);
  }

  /**
   * The emoji that a text may mean, best first: by their shortcode, by a whole word, by a word that starts with it,
   * by a word that contains it. Several words must all match.
   */
  search(typed: string, limit = Number.POSITIVE_INFINITY): readonly Emoji[] {
    const wanted = fold(typed)
      .split(/[\s_]+/)
      .filter((word) => word !== '');
    const joined = wanted.join('_');
    if (joined === '') return [];
    const ranked: Emoji[][] = [[], [], [], [], []];
    for (const row of this.rows) ranked[rankOf(row, joined, wanted)]?.push(row);
    return ranked.flat().slice(0, limit);
  }
}

/** How well an emoji fits, from 0, the best, to 4; −1 if it doesn't. */
function rankOf({ shortcodes, words }: Row, joined: string, wanted: readonly string[]): number {
  if (shortcodes.includes(joined)) return 0;
  if (shortcodes.some((code) => code.startsWith(joined))) return 1;
  if (wanted.every((part) => words.includes(part))) return 2;
  if (wanted.every((part) => words.some((word) => word.startsWith(part)))) return 3;
  // Two letters are in almost any English word; one Chinese character says a lot.
  const isTelling = joined.length > 2 || /\P{ASCII}/u.test(joined);
  return isTelling && wanted.every((part) => words.some((word) => word.includes(part))) ? 4 : -1;
}

function readRow(line: string, isChinese: boolean): Row {
  const [
    text = '',
    codes = '',
    english = '',
    tags = '',
    chinese = '',
    chineseTags = '',
    group,
    tone,
  ] = line.split('\t');
  const words = `${codes.replaceAll('_', ' ')} ${english} ${tags} ${chinese} ${chineseTags}`;
  return {
    text,
    shortcodes: codes.split(' '),
    label: (isChinese && chinese) || english,
    group: Number(group),
    hasTone: tone === '1',
    words: [...new Set(fold(words).split(' '))],
  };
}

/** The skin tones as modifiers, from light to dark. */
export const skinTones = ['\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'] as const;

/** An emoji in a skin tone: the modifier follows the first character and replaces its color selector. */
export function inTone({ text, hasTone }: Pick<Emoji, 'text' | 'hasTone'>, tone: string): string {
  if (!hasTone || tone === '') return text;
  const [first = '', ...rest] = [...text];
  if (rest[0] === '\ufe0f') rest.shift();
  return [first, tone, ...rest].join('');
}

/** An emoji without its skin tone. A color selector that the tone replaced doesn't come back. */
export function withoutTone(text: string): string {
  return text.replaceAll(/[\u{1f3fb}-\u{1f3ff}]/gu, '');
}

/** Every emoji recommended for general interchange, including sequences. */
const emoji = /^\p{RGI_Emoji}$/v;

/** Requests the color form of a character that also has a text form: ❤ and ❤️. */
const colorSelector = '\ufe0f';

/** The typed text if it is exactly one emoji; undefined otherwise. */
export function asEmoji(typed: string): string | undefined {
  const text = typed.trim();
  return [text, text + colorSelector].find((candidate) => emoji.test(candidate));
}
