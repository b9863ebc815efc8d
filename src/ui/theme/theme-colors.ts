import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { CodeColors } from '../../webview/messages';
import { activeTheme, type ContributedTheme, readTheme, type ThemeBase } from './theme-file';
import { customRules, themeCodeColors } from './token-colors';

/** For each kind of theme: its base, and the setting that names the preferred theme of that kind. */
const kinds: Readonly<Record<vscode.ColorThemeKind, readonly [ThemeBase, string]>> = {
  [vscode.ColorThemeKind.Light]: ['vs', 'preferredLightColorTheme'],
  [vscode.ColorThemeKind.Dark]: ['vs-dark', 'preferredDarkColorTheme'],
  [vscode.ColorThemeKind.HighContrast]: ['hc-black', 'preferredHighContrastColorTheme'],
  [vscode.ColorThemeKind.HighContrastLight]: ['hc-light', 'preferredHighContrastLightColorTheme'],
};

const themeSettings = [
  'workbench.colorTheme',
  ...Object.values(kinds).map(([, setting]) => `workbench.${setting}`),
  'window.autoDetectColorScheme',
  'window.autoDetectHighContrast',
  'editor.tokenColorCustomizations',
];

/**
 * The colors of code in the window's theme. The editor gives a webview the colors of its own parts but not
 * those of code, so this class reads the theme's file. When that isn't possible (a theme on another
 * machine, or in an old format), there are no colors, and the panel uses its own.
 */
export class ThemeColors implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<void>());
  private current: CodeColors = {};
  private turn = 0;

  /** Fires when the colors have changed. They are empty until the theme's file has been read. */
  readonly onDidChange = this.changes.event;

  constructor() {
    const refresh = () => void this.refresh();
    this.store.add(vscode.window.onDidChangeActiveColorTheme(refresh));
    // A theme may be selected before it is installed.
    this.store.add(vscode.extensions.onDidChange(refresh));
    this.store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (themeSettings.some((name) => event.affectsConfiguration(name))) refresh();
      }),
    );
    refresh();
  }

  get colors(): CodeColors {
    return this.current;
  }

  dispose(): void {
    this.turn++;
    this.store.dispose();
  }

  private async refresh(): Promise<void> {
    const turn = ++this.turn;
    // No problem in a theme may affect the chat.
    const colors = await readColors().catch(() => ({}));
    if (turn !== this.turn || JSON.stringify(colors) === JSON.stringify(this.current)) return;
    this.current = colors;
    this.changes.fire();
  }
}

async function readColors(): Promise<CodeColors> {
  const [base, preferredSetting] = kinds[vscode.window.activeColorTheme.kind];
  const workbench = vscode.workspace.getConfiguration('workbench');
  const window = vscode.workspace.getConfiguration('window');
  const highContrast = base === 'hc-black' || base === 'hc-light';
  const theme = activeTheme(
    offeredThemes(),
    {
      colorTheme: workbench.get('colorTheme'),
      preferred: workbench.get(preferredSetting),
      preferredDefault: workbench.inspect(preferredSetting)?.defaultValue,
      systemDecides:
        window.get(highContrast ? 'autoDetectHighContrast' : 'autoDetectColorScheme') === true,
    },
    base,
  );
  if (!theme) return {};
  const file = await readTheme(theme.path, (path) => readThemeFile(theme.root.with({ path })));
  const custom = vscode.workspace.getConfiguration('editor').get('tokenColorCustomizations');
  const rules = [...file.rules, ...customRules(custom, theme.name)];
  return file.rules.length === 0 ? {} : themeCodeColors({ ...file, rules });
}

function offeredThemes(): (ContributedTheme & { readonly root: vscode.Uri })[] {
  return vscode.extensions.all.flatMap(({ packageJSON, extensionUri: root }) => {
    const themes: unknown = packageJSON?.contributes?.themes;
    if (!Array.isArray(themes)) return [];
    return themes
      .filter((theme) => typeof theme?.path === 'string')
      .map((theme) => ({
        name: theme.id ?? theme.label,
        base: theme.uiTheme,
        path: vscode.Uri.joinPath(root, theme.path).path,
        root,
      }));
  });
}

async function readThemeFile(uri: vscode.Uri): Promise<string | undefined> {
  if (!/\.jsonc?$/i.test(uri.path)) return undefined;
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
