import type { TokenRule } from './token-colors';

/** What the groups of `editor.tokenColorCustomizations` are about, as in the editor. */
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
 * The person's `editor.tokenColorCustomizations` as rules that come after the theme's own: those for
 * all themes, then those for this one.
 *
 * @param value the setting; anything that is not as the editor has it counts for nothing
 * @param themeName the theme as `workbench.colorTheme` calls it
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

/** `[One][Two*]` names the theme One, and every one whose name begins with Two. */
function names(key: string, themeName: string): boolean {
  if (!/^(?:\[[^\]]+\])+$/.test(key)) return false;
  return key
    .slice(1, -1)
    .split('][')
    .some((name) =>
      name.endsWith('*') ? themeName.startsWith(name.slice(0, -1)) : name === themeName,
    );
}
