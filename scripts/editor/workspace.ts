import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Names in the newest VS Code; with one it doesn't know, an older version keeps its default. */
export const THEMES = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

export type Theme = keyof typeof THEMES;

export interface WorkspaceOptions {
  readonly theme?: Theme;
  /** Settings of this folder alone; they win over the server's. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Contents by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Makes a folder to open in a window, or fills one that exists. */
export async function fillWorkspace(folder: string, options: WorkspaceOptions = {}): Promise<void> {
  const { theme, settings, files = {} } = options;
  const all = { ...(theme ? { 'workbench.colorTheme': THEMES[theme] } : {}), ...settings };
  const written =
    Object.keys(all).length > 0
      ? { ...files, '.vscode/settings.json': JSON.stringify(all, null, 2) }
      : files;
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(written)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/**
 * A workspace with one new folder in the system's temporary folder: tests can add folders to its window
 * without a reload.
 */
export async function temporaryRoots(): Promise<{ file: string; remove: () => Promise<void> }> {
  const { folder, remove } = await temporaryWorkspace();
  const file = `${folder}.code-workspace`;
  await writeFile(file, JSON.stringify({ folders: [{ path: folder }] }));
  return {
    file,
    remove: async () => {
      await remove();
      await rm(file, { force: true });
    },
  };
}

/** A new folder in the system's temporary folder, with the function that removes it. */
export async function temporaryWorkspace(
  options: WorkspaceOptions = {},
): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'deskmate-folder-'));
  await fillWorkspace(folder, options);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
