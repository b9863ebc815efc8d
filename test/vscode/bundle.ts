import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { STORE } from '../../scripts/editor/store';

const SUITE = path.join(__dirname, 'suite');

/**
 * Bundles all tests of the extension host into one module with a `run()`, which the editor calls.
 * It lies below the repository, so that it finds the repository's mocha.
 *
 * @returns the module's path
 */
export async function bundleSuite(): Promise<string> {
  const files = (await readdir(SUITE)).filter((name) => name.endsWith('.test.ts')).sort();
  // `require` inside a function: the files define their suites when mocha's globals are there.
  const loads = files.map((name) => `require(${JSON.stringify(`./suite/${name}`)});`);
  const outfile = path.join(STORE, 'build/suite.js');
  await esbuild.build({
    stdin: {
      contents: `
        import { runMocha } from './mocha-run';
        export const run = () => runMocha(() => { ${loads.join(' ')} });`,
      resolveDir: __dirname,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // As in the build: the other form of some packages loads files that no bundler sees.
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
