import contrast from './themes/contrast.json';
import contrastLight from './themes/contrastLight.json';
import dark from './themes/dark.json';
import light from './themes/light.json';

/** What the editor gives a webview of its themes: variables, without `--vscode-`, and a class. */
export interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

export type ThemeName = 'light' | 'dark' | 'contrast' | 'contrastLight';

/** The editor's usual themes, as webviews of VS Code 1.139 have them; a part of 870 variables. */
export const themes: Record<ThemeName, Theme> = { light, dark, contrast, contrastLight };
