import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { STORE } from '../../scripts/editor/store';

const SUITE = path.join(__dirname, 'suite');

/**
 * Bundles all extension host tests into one module with a `run()`, which the editor calls.
 * The module is inside the repository, so that it resolves the repository's mocha.
 *
 * @returns the module's path
 */
export async function bundleSuite(): Promise<string> {
  const files = (await readdir(SUITE)).filter((name) => name.endsWith('.test.ts')).sort();
  // `require` runs inside a function: the files need mocha's globals to define their suites.
  const loads = files.map((name) => `require(${JSON.stringify(`./suite/${name}`)});`);
  const outfile = path.join(STORE, 'build/suite.js');
  await esbuild.build({
    stdin: {
      contents: `
        import { runMocha } from './mocha-run';
        import { folderOpened } from './suite/own-folder';
        export const run = async () => {
          await folderOpened();
          await runMocha(() => { ${loads.join(' ')} });
        };`,
      resolveDir: __dirname,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // As in the build: some packages' other entry point loads files that no bundler sees.
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
