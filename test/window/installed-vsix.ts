import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { fetchEditor } from '../../scripts/editor/editor';
import { STORE } from '../../scripts/editor/store';
import { NEWEST } from '../../scripts/editor/versions';

const ROOT = path.resolve(__dirname, '../..');
const FOLDER = path.join(STORE, 'build/installed');
const EXTENSIONS = path.join(FOLDER, 'extensions');

/**
 * Packages the extension, unless DESKMATE_VSIX names the VSIX, and lets the editor install it as it does for a person.
 * This happens once per test run; all windows of all its servers run the installed extension.
 *
 * @throws {Error} with the editor's own message when it refuses the file
 */
export async function packAndInstall(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const packed = process.env.DESKMATE_VSIX;
  const vsix = packed ?? path.join(FOLDER, 'deskmate.vsix');
  const [editor] = await Promise.all([
    fetchEditor(NEWEST),
    packed === undefined && createVSIX({ cwd: ROOT, packagePath: vsix, dependencies: false }),
  ]);
  await promisify(execFile)(editor.node, [
    path.join(editor.vscode, 'out/server-main.js'),
    '--install-extension',
    vsix,
    '--server-data-dir',
    FOLDER,
    '--accept-server-license-terms',
  ]);
}

/** The folder that the editor unpacked the VSIX to. */
export async function installedExtension(): Promise<string> {
  const [name, ...others] = (await readdir(EXTENSIONS)).filter((each) =>
    each.startsWith('deskmate.'),
  );
  if (name === undefined || others.length > 0)
    throw new Error(`not exactly one Deskmate in ${EXTENSIONS}`);
  return path.join(EXTENSIONS, name);
}
