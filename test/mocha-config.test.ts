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

describe('mocha', () => {
  it('runs only the named folders and files', () => {
    const inFolder = readdirSync(path.join(root, 'test/util')).map((name) => `test/util/${name}`);
    const tests = inFolder.filter((name) => name.endsWith('.test.ts')).sort();
    assert.deepEqual(filesOf('test/util'), tests);
    assert.deepEqual(filesOf('test/layers.test.ts'), ['test/layers.test.ts']);
  });
});
