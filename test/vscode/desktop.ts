import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from '../../scripts/build';
import { downloadDesktop } from '../../scripts/editor/desktop';
import { Failure, runMain } from '../../scripts/editor/failure';
import { temporaryRoots } from '../../scripts/editor/workspace';
import { bundleSuite } from './bundle';

/** Runs the tests of the extension host inside the newest desktop VS Code. */
async function main(): Promise<number> {
  const [suite] = await Promise.all([bundleSuite(), build()]);
  const vscodeExecutablePath = await downloadDesktop();
  const workspace = await temporaryRoots();
  try {
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: path.resolve(__dirname, '../..'),
      extensionTestsPath: suite,
      launchArgs: [workspace.file, '--disable-extensions', '--disable-workspace-trust'],
    });
  } catch (error) {
    // Its message says how the tests ended; they have printed their own output.
    throw new Failure(error instanceof Error ? error.message : String(error));
  } finally {
    await workspace.remove();
  }
}

runMain(main);
