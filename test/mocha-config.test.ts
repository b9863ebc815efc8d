import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..');

/** The test files that mocha would run. */
function filesOf(...named: string[]): string[] {
  const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
  const args = [mocha, '--dry-run', '--no-parallel', '--reporter', 'json', ...named];
  const output = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  const { tests } = JSON.parse(output) as { tests: { file: string }[] };
  const files = tests.map(({ file }) => path.relative(root, file).replaceAll('\\', '/'));
  return [...new Set(files)].sort();
}

/** Whether mocha would start a browser for all files. */
function startsBrowser(...named: string[]): boolean {
  const script = "console.log(require('./.mocharc.cjs').require.join())";
  const args = ['-e', script, 'mocha', ...named];
  const modules = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  return modules.includes('browser-server');
}

describe('mocha', () => {
  it('runs only the named folders and files', () => {
    const folder = 'test/bench/load';
    const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    const inFolder = names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
    const tests = inFolder.filter((name) => name.endsWith('.test.ts')).sort();
    assert.deepEqual(filesOf(folder), tests);
    assert.deepEqual(filesOf('test/layers.test.ts'), ['test/layers.test.ts']);
  });

  it('starts a browser only if it runs a folder whose tests use one', () => {
    const inPage = 'test/webview/app/log';
    for (const named of [[], ['test'], [inPage], ['test/util', inPage]]) {
      assert.ok(startsBrowser(...named), named.join(' '));
    }
    for (const named of [['test/util'], ['test/webview/app/axe.test.ts']]) {
      assert.ok(!startsBrowser(...named), named.join(' '));
    }
  });
});
