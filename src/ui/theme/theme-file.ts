import { parse } from 'jsonc-parser';
import type { TokenRule } from './token-colors';

/** The content of a theme's file, including the files that it includes. */
export interface ThemeFile {
  readonly rules: readonly TokenRule[];
  readonly semantic: Readonly<Record<string, unknown>>;
  readonly foreground: string | undefined;
}

/** Reads a file by its path; undefined when there is none. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** Maximum number of files in a chain of includes. */
const maxIncludes = 10;

/**
 * Reads an editor theme: JSON with comments. TextMate's older format (a property list) isn't supported.
 * @param path with forward slashes
 */
export async function readTheme(path: string, read: ReadText): Promise<ThemeFile> {
  const files: Readonly<Record<string, unknown>>[] = [];
  let next: string | undefined = path;
  while (next !== undefined && files.length < maxIncludes) {
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

/** Reads the rules; they also have an older name. */
function rulesOf({ tokenColors, settings }: Readonly<Record<string, unknown>>): TokenRule[] {
  const rules = tokenColors ?? settings;
  return Array.isArray(rules) ? rules.map((rule) => Object(rule)) : [];
}

/** Resolves the path of an included file. */
function beside(path: string, name: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of name.replaceAll('\\', '/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** A theme that an extension contributes. */
export interface ContributedTheme {
  /** The name in settings. */
  readonly name: string;
  readonly base: ThemeBase;
  /** The path of its file. */
  readonly path: string;
}

/** The base of a theme: `uiTheme` in a contribution. */
export type ThemeBase = 'vs' | 'vs-dark' | 'hc-black' | 'hc-light';

/** The settings that decide which theme is shown, without their prefixes. */
export interface ThemeSettings {
  readonly colorTheme: unknown;
  /** The preferred theme for the current base, used when the system decides, and its default. */
  readonly preferred: unknown;
  readonly preferredDefault: unknown;
  /** The value of `window.autoDetectColorScheme` or `window.autoDetectHighContrast`. */
  readonly systemDecides: boolean;
}

/**
 * Finds the theme that is shown; extensions can read its kind but not its name. Skips a name that
 * doesn't match the base: the setting may be about another window, or the editor shows something else for
 * now.
 * @returns undefined when no known theme matches
 */
export function activeTheme<Theme extends ContributedTheme>(
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
