import { type CodeColor, type CodeColors, codeColors } from '../../webview/messages';
import { specificity } from './scope-selector';

/** One entry of a theme's `tokenColors`, as it stands in the file: nothing of it is certain. */
export interface TokenRule {
  readonly scope?: unknown;
  readonly settings?: unknown;
}

/** What of a theme decides how code looks. */
export interface TokenTheme {
  /** In order; of two that are as specific, the later one counts. */
  readonly rules: readonly TokenRule[];
  /** `semanticTokenColors`, where the theme has semantic highlighting on. */
  readonly semantic: Readonly<Record<string, unknown>>;
  /** The colour of plain text: `editor.foreground`. */
  readonly foreground: string | undefined;
}

/** Where a token stands when nothing is known of its language. */
const outermost = 'source';

/** The scopes that grammars give such tokens; the first that the theme has a colour for counts. */
const scopesOf: Readonly<Record<CodeColor, readonly string[]>> = {
  comment: ['comment.line', 'comment.block'],
  string: ['string.quoted.double', 'string.quoted', 'string'],
  number: ['constant.numeric.decimal', 'constant.numeric'],
  keyword: ['keyword.control', 'storage.type'],
  operator: ['keyword.operator'],
  type: ['entity.name.type.class', 'entity.name.class', 'support.class', 'support.type'],
  function: ['entity.name.function', 'support.function'],
  variable: ['variable.other.readwrite', 'variable'],
  constant: ['constant.language', 'constant'],
  tag: ['entity.name.tag'],
  attribute: ['entity.other.attribute-name'],
  invalid: ['invalid.illegal', 'invalid'],
};

/** The semantic token types of the same meaning. */
const semanticTypeOf: Readonly<Partial<Record<CodeColor, string>>> = {
  comment: 'comment',
  string: 'string',
  number: 'number',
  keyword: 'keyword',
  operator: 'operator',
  type: 'class',
  function: 'function',
  variable: 'variable',
};

/**
 * The colours that a theme gives to code. What it has no colour for has that of plain text there;
 * what is no valid colour is as if it were not there.
 */
export function themeCodeColors({ rules, semantic, foreground }: TokenTheme): CodeColors {
  const plain = plainColor(rules) ?? hexColor(foreground);
  const colors: Partial<Record<CodeColor, string>> = {};
  for (const name of codeColors) {
    const type = semanticTypeOf[name];
    const color =
      (type !== undefined && settingColor(semantic[type])) ||
      firstColor(scopesOf[name], rules) ||
      plain;
    if (color) colors[name] = color;
  }
  return colors;
}

/** `#rgb` in any case and length as `#rrggbb` or `#rrggbbaa`; undefined for anything else. */
export function hexColor(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^#[\da-f]+$/i.test(value)) return undefined;
  const digits = value.slice(1).toLowerCase();
  if (digits.length === 6 || digits.length === 8) return `#${digits}`;
  if (digits.length !== 3 && digits.length !== 4) return undefined;
  return `#${[...digits].map((digit) => digit + digit).join('')}`;
}

/** A colour by itself, or as the `foreground` of a setting. */
export function settingColor(value: unknown): string | undefined {
  return hexColor(typeof value === 'string' ? value : Object(value).foreground);
}

/** The selectors of a rule: a list, or a text with commas. None: it is about all text. */
function selectorsOf({ scope }: TokenRule): string[] {
  const texts = Array.isArray(scope) ? scope : [scope];
  return texts
    .filter((text) => typeof text === 'string')
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function firstColor(scopes: readonly string[], rules: readonly TokenRule[]): string | undefined {
  for (const scope of scopes) {
    const color = colorOf([outermost, scope], rules);
    if (color) return color;
  }
  return undefined;
}

function colorOf(scopes: readonly string[], rules: readonly TokenRule[]): string | undefined {
  let best = -1;
  let color: string | undefined;
  for (const rule of rules) {
    const candidate = settingColor(rule.settings);
    if (!candidate) continue;
    for (const selector of selectorsOf(rule)) {
      const score = specificity(selector, scopes);
      if (score === undefined || score < best) continue;
      best = score;
      color = candidate;
    }
  }
  return color;
}

/** What is said of all text, or of all code. */
function plainColor(rules: readonly TokenRule[]): string | undefined {
  const general = rules.filter((rule) => rule.scope === undefined).at(-1);
  return colorOf([outermost], rules) ?? settingColor(general?.settings);
}
