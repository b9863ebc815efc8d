import path from 'node:path';
import { nodeRuntime } from './node-runtime';
import { fetchPackage, installDependencies } from './npm';
import { ensureRipgrep } from './ripgrep';
import { stored } from './store';
import type { EditorVersion } from './versions';

/** A VS Code on this machine, ready to be served to a browser. */
export interface Editor {
  /** The Node that runs it. */
  readonly node: string;
  /** Folder of the editor's own server. */
  readonly vscode: string;
}

/** The editor of a version, fetched first when it is missing. */
export async function fetchEditor(version: EditorVersion): Promise<Editor> {
  const node = await nodeRuntime(version.node);
  const vscode = await stored(`editor-${version.vscode}`, {
    title: `Fetching VS Code ${version.vscode} for tests (once):`,
    steps: 3,
    async fill(folder, progress) {
      progress.next('the editor');
      await fetchPackage(`code-server@${version.codeServer}`, `${folder}/package`, inVscode);
      progress.next('its libraries');
      await installDependencies(path.join(folder, 'package/lib/vscode'));
      progress.next('the libraries of its extensions');
      await installDependencies(path.join(folder, 'package/lib/vscode/extensions'));
    },
  });
  const folder = path.join(vscode, 'package/lib/vscode');
  await ensureRipgrep(folder);
  return { node, vscode: folder };
}

/** The package also holds a wrapper with a login page, which is not needed. */
function inVscode(file: string): boolean {
  return file.startsWith('lib/vscode/') && !file.startsWith('lib/vscode/extensions/copilot/');
}
