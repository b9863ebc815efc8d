import { type CodeColor, type CodeColors, codeColors } from '../../webview/messages';

/**
 * Whether a theme's selector applies to a token, and how specifically, by TextMate's rules as the editor
 * implements them: parts match whole segments from the start of a scope, the last part matches the token's
 * own scope, and the parts before it match outer scopes, in order.
 *
 * @param selector one without commas: `source.css entity.name`
 * @param scopes from the outermost to the token's own
 * @returns undefined when it doesn't apply; otherwise a number that is higher for a more specific match.
 *   The token's own scope outweighs the outer ones.
 */
export function specificity(selector: string, scopes: readonly string[]): number | undefined {
  const parts = selector.split(/\s+/).filter((part) => part !== '');
  const own = parts.pop();
  const scope = scopes.at(-1);
  // The editor doesn't support exclusions (`a - b`) either.
  if (own === undefined || scope === undefined || parts.includes('-')) return undefined;
  if (!begins(scope, own)) return undefined;
  let outer = scopes.length - 2;
  for (const part of parts.reverse()) {
    while (outer >= 0 && !begins(scopes[outer] as string, part)) outer--;
    if (outer < 0) return undefined;
    outer--;
  }
  return (
    own.split('.').length * 1000 + parts.reduce((sum, part) => sum + part.split('.').length, 0)
  );
}

function begins(scope: string, part: string): boolean {
  return scope === part || scope.startsWith(`${part}.`);
}

/** An entry of a theme's `tokenColors`, as it is in the file; nothing is validated. */
export interface TokenRule {
  readonly scope?: unknown;
  readonly settings?: unknown;
}

/** The parts of a theme that decide how code looks. */
export interface TokenTheme {
  /** In order; the later of two equally specific rules wins. */
  readonly rules: readonly TokenRule[];
  /** `semanticTokenColors`, if the theme enables semantic highlighting. */
  readonly semantic: Readonly<Record<string, unknown>>;
  /** The color of plain text: `editor.foreground`. */
  readonly foreground: string | undefined;
}

/** The outer scope of a token in an unknown language. */
const outermost = 'source';

/** The scopes that grammars give to such tokens; the first one with a color in the theme wins. */
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

/** The semantic token types with the same meaning. */
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
 * The colors that a theme gives to code. A color that the theme doesn't define falls back to plain text;
 * invalid colors are ignored.
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

/** Converts `#rgb`, in any case and length, to `#rrggbb` or `#rrggbbaa`; undefined for anything else. */
export function hexColor(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^#[\da-f]+$/i.test(value)) return undefined;
  const digits = value.slice(1).toLowerCase();
  if (digits.length === 6 || digits.length === 8) return `#${digits}`;
  if (digits.length !== 3 && digits.length !== 4) return undefined;
  return `#${[...digits].map((digit) => digit + digit).join('')}`;
}

/** The color of a setting: a color by itself, or its `foreground`. */
function settingColor(value: unknown): string | undefined {
  return hexColor(typeof value === 'string' ? value : Object(value).foreground);
}

/**
 * The selectors of a rule, given as a list or as text with commas. A rule without any applies to all text.
 */
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

/** The color that applies to all text or all code. */
function plainColor(rules: readonly TokenRule[]): string | undefined {
  const general = rules.filter((rule) => rule.scope === undefined).at(-1);
  return colorOf([outermost], rules) ?? settingColor(general?.settings);
}

/** The scopes of the groups in `editor.tokenColorCustomizations`, as in the editor. */
const groupScopes: Readonly<Record<string, readonly string[]>> = {
  comments: ['comment', 'punctuation.definition.comment'],
  strings: ['string', 'meta.embedded.assembly'],
  keywords: ['keyword.control', 'storage', 'storage.type'],
  numbers: ['constant.numeric'],
  types: ['entity.name.type', 'entity.name.class', 'support.type', 'support.class'],
  functions: ['entity.name.function', 'support.function'],
  variables: ['variable', 'entity.name.variable'],
};

/**
 * The user's `editor.tokenColorCustomizations` as rules to add after the theme's own: first those for all
 * themes, then those for this one.
 *
 * @param value the setting; invalid parts are ignored
 * @param themeName the theme's name as in `workbench.colorTheme`
 */
export function customRules(value: unknown, themeName: string): TokenRule[] {
  const rules = rulesOf(value);
  for (const [key, part] of Object.entries(Object(value))) {
    if (names(key, themeName)) rules.push(...rulesOf(part));
  }
  return rules;
}

function rulesOf(value: unknown): TokenRule[] {
  const customizations: Readonly<Record<string, unknown>> = Object(value);
  const rules: TokenRule[] = [];
  for (const [group, scope] of Object.entries(groupScopes)) {
    const settings = customizations[group];
    if (settings === undefined) continue;
    rules.push({
      scope,
      settings: typeof settings === 'string' ? { foreground: settings } : settings,
    });
  }
  const { textMateRules } = customizations;
  if (Array.isArray(textMateRules)) rules.push(...textMateRules.map((rule) => Object(rule)));
  return rules;
}

/**
 * Whether a key such as `[One][Two*]` matches: it names the theme One and every theme whose name starts
 * with Two.
 */
function names(key: string, themeName: string): boolean {
  if (!/^(?:\[[^\]]+\])+$/.test(key)) return false;
  return key
    .slice(1, -1)
    .split('][')
    .some((name) =>
      name.endsWith('*') ? themeName.startsWith(name.slice(0, -1)) : name === themeName,
    );
}
