import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from '../../scripts/build';
import { downloadDesktop } from '../../scripts/editor/desktop';
import { Failure, runMain } from '../../scripts/editor/failure';
import { editorNamed } from '../../scripts/editor/versions';
import { temporaryRoots } from '../../scripts/editor/workspace';
import { bundleSuite } from './bundle';

/**
 * Runs the extension host tests inside a desktop VS Code: the latest release, or the version that the
 * argument `newest` or `lowest` names.
 */
async function main(): Promise<number> {
  const named = process.argv[2];
  const version = named === undefined ? undefined : editorNamed(named).vscode;
  const [suite] = await Promise.all([bundleSuite(), build()]);
  const vscodeExecutablePath = await downloadDesktop(version);
  const workspace = await temporaryRoots();
  const userData = await temporaryUserData();
  try {
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: path.resolve(__dirname, '../..'),
      extensionTestsPath: suite,
      launchArgs: [
        workspace.file,
        `--user-data-dir=${userData.folder}`,
        ...['--disable-extensions', '--disable-workspace-trust'],
      ],
    });
  } catch (error) {
    // The error says how the tests ended; they have printed their own output.
    throw new Failure(error instanceof Error ? error.message : String(error));
  } finally {
    await workspace.remove();
    await userData.remove();
  }
}

/**
 * User settings with which nothing is sent to the networks of the computer that runs the tests. The folder's
 * name is short because editors open sockets in it.
 */
async function temporaryUserData(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dm-'));
  const settings = { 'deskmate.nearbyAdapters': ['lo'] };
  await mkdir(path.join(folder, 'User'));
  await writeFile(path.join(folder, 'User/settings.json'), JSON.stringify(settings));
  // On Windows, the editor may still have files open for a moment.
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 10 });
  return { folder, remove };
}

runMain(main);
