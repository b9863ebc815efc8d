import contrast from './themes/contrast.json';
import contrastLight from './themes/contrastLight.json';
import dark from './themes/dark.json';
import light from './themes/light.json';

/** What the editor passes to a webview about its theme: variables, without `--vscode-`, and a class. */
export interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

export type ThemeName = 'light' | 'dark' | 'contrast' | 'contrastLight';

/** The editor's default themes, as webviews of VS Code 1.139 get them; a subset of the 870 variables. */
export const themes: Record<ThemeName, Theme> = { light, dark, contrast, contrastLight };
