import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { fetchPackage } from './npm';
import { stored } from './store';
import { RIPGREP } from './versions';

/**
 * Gives an old editor the program that its search for files runs: a script would have downloaded it at
 * installation. New editors bring it along.
 *
 * @param vscode folder of the editor's own server
 */
export async function ensureRipgrep(vscode: string): Promise<void> {
  const old = path.join(vscode, 'node_modules/@vscode/ripgrep');
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const target = path.join(old, 'bin', name);
  if (!existsSync(old) || existsSync(target)) return;
  const platform = `${process.platform}-${process.arch}`;
  const folder = await stored(`ripgrep-${RIPGREP.version}-${platform}`, {
    title: 'Fetching the search of old editors for tests (once):',
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
  // Whole or not at all: another run may be starting the same editor.
  const copy = `${target}.${process.pid}`;
  await copyFile(path.join(folder, 'bin', platform, name), copy);
  await rename(copy, target);
}
