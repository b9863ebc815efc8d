import { parse } from 'jsonc-parser';
import type { TokenRule } from './token-colors';

/** What a theme's files say, those that they include among them. */
export interface ThemeFile {
  readonly rules: readonly TokenRule[];
  readonly semantic: Readonly<Record<string, unknown>>;
  readonly foreground: string | undefined;
}

/** Reads a file by its path; undefined where there is none. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** How many files may include each other. */
const longestChain = 10;

/**
 * Reads a theme of the editor: JSON with comments. One in TextMate's older format (a property list)
 * has nothing in it that could be read here.
 *
 * @param path with forward slashes
 */
export async function readTheme(path: string, read: ReadText): Promise<ThemeFile> {
  const files: Readonly<Record<string, unknown>>[] = [];
  let next: string | undefined = path;
  while (next !== undefined && files.length < longestChain) {
    const text: string | undefined = await read(next);
    const file: Readonly<Record<string, unknown>> = Object(text === undefined ? {} : parse(text));
    files.unshift(file);
    next = typeof file.include === 'string' ? beside(next, file.include) : undefined;
  }
  const colors = Object.assign({}, ...files.map((file) => file.colors));
  return {
    rules: files.flatMap(rulesOf),
    semantic: files.some(({ semanticHighlighting }) => semanticHighlighting === true)
      ? Object.assign({}, ...files.map((file) => file.semanticTokenColors))
      : {},
    foreground: colors['editor.foreground'],
  };
}

/** The rules have an older name, too. */
function rulesOf({ tokenColors, settings }: Readonly<Record<string, unknown>>): TokenRule[] {
  const rules = tokenColors ?? settings;
  return Array.isArray(rules) ? rules.map((rule) => Object(rule)) : [];
}

/** The path of a file that another one names. */
function beside(path: string, name: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of name.replaceAll('\\', '/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** A theme as an extension contributes it. */
export interface OfferedTheme {
  /** As settings call it. */
  readonly name: string;
  readonly base: ThemeBase;
  /** Where its file is, for whoever reads it. */
  readonly path: string;
}

/** What a theme builds upon: `uiTheme` in a contribution. */
export type ThemeBase = 'vs' | 'vs-dark' | 'hc-black' | 'hc-light';

/** The settings that decide which theme is shown, apart from their prefixes. */
export interface ThemeSettings {
  readonly colorTheme: unknown;
  /** The one that is preferred where the system decides, and its default, for the base shown. */
  readonly preferred: unknown;
  readonly preferredDefault: unknown;
  /** Whether the system decides: `window.autoDetectColorScheme`, or `…HighContrast`. */
  readonly systemDecides: boolean;
}

/**
 * Finds the theme that is shown: the editor tells an extension how it looks, not what it is called.
 * A name that does not fit what is shown is passed over: the setting may be about another window, or
 * the editor shows something else for the moment.
 */
export function shownTheme<Theme extends OfferedTheme>(
  themes: readonly Theme[],
  settings: ThemeSettings,
  base: ThemeBase,
): Theme | undefined {
  const { colorTheme, preferred, preferredDefault, systemDecides } = settings;
  const names = systemDecides ? [preferred, colorTheme] : [colorTheme, preferred];
  for (const name of [...names, preferredDefault]) {
    const theme = themes.find((each) => each.base === base && each.name === name);
    if (theme) return theme;
  }
  return undefined;
}
