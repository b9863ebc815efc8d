import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from './failure';
import { fetchPackage, installDependencies } from './npm';
import { store } from './store';
import { type EditorVersion, NODE_PACKAGES, RIPGREP } from './versions';

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
  const vscode = await store.get(`editor-${version.vscode}`, {
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

/** Skips the package's wrapper with a login page. */
function inVscode(file: string): boolean {
  return file.startsWith('lib/vscode/') && !file.startsWith('lib/vscode/extensions/copilot/');
}

/**
 * The path of a Node that runs an editor: this very one where it fits, else one that is fetched.
 *
 * @param majors versions that run it, the preferred one first
 * @throws {Failure} when there is no package for this platform
 */
async function nodeRuntime(majors: readonly [number, ...number[]]): Promise<string> {
  const own = Number.parseInt(process.versions.node, 10);
  if (majors.includes(own)) return process.execPath;
  const [major] = majors;
  const platform = `${process.platform}-${process.arch}`;
  const name = NODE_PACKAGES[platform];
  if (!name) {
    throw new Failure(
      `The editor for tests needs Node ${major}, which can't be fetched for ${platform}. ` +
        `Install Node ${major} and run this again with it.`,
    );
  }
  const folder = await store.get(`node-${major}-${platform}`, {
    title: `Fetching Node ${major} to run the editor:`,
    steps: 1,
    fill: (into, progress) => {
      progress.next(name);
      return fetchPackage(`${name}@${major}`, into, (file) => file.startsWith('bin/node'));
    },
  });
  return path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Gives an old editor ripgrep, which its file search runs and which an install script would have
 * downloaded. New editors include it.
 *
 * @param vscode folder of the editor's own server
 */
async function ensureRipgrep(vscode: string): Promise<void> {
  const old = path.join(vscode, 'node_modules/@vscode/ripgrep');
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const target = path.join(old, 'bin', name);
  if (!existsSync(old) || existsSync(target)) return;
  const platform = `${process.platform}-${process.arch}`;
  const folder = await store.get(`ripgrep-${RIPGREP.version}-${platform}`, {
    title: 'Fetching ripgrep for the old editor (once):',
    steps: 1,
    fill(into, progress) {
      progress.next('ripgrep');
      const own = `bin/${platform}/`;
      return fetchPackage(`${RIPGREP.name}@${RIPGREP.version}`, into, (file) =>
        file.startsWith(own),
      );
    },
  });
  await mkdir(path.dirname(target), { recursive: true });
  // Rename into place: another run may be starting the same editor.
  const copy = `${target}.${process.pid}`;
  await copyFile(path.join(folder, 'bin', platform, name), copy);
  await rename(copy, target);
}
