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
