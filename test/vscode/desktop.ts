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
  try {
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: path.resolve(__dirname, '../..'),
      extensionTestsPath: suite,
      launchArgs: [workspace.file, '--disable-extensions', '--disable-workspace-trust'],
    });
  } catch (error) {
    // The error says how the tests ended; they have printed their own output.
    throw new Failure(error instanceof Error ? error.message : String(error));
  } finally {
    await workspace.remove();
  }
}

runMain(main);
