import { strict as assert } from 'node:assert';
import type { Uri } from 'vscode';
import type { ChangedFile } from '../../../src/ui/patch/changed-file';
import { preselection } from '../../../src/ui/patch/preselection';

const uriOf = (path: string) => ({ path, toString: () => `file://${path}` }) as unknown as Uri;

const fileOf = (path: string, root?: string): ChangedFile => ({
  uri: uriOf(path),
  path,
  outcome: { sendable: false, reason: 'binary' },
  ...(root !== undefined && { root: uriOf(root) }),
});

const files = [
  fileOf('/lab/a.c', '/lab'),
  fileOf('/lab/b.c', '/lab'),
  fileOf('/lab/inner/c.c', '/lab/inner'),
  fileOf('/laboratory/d.c', '/laboratory'),
  fileOf('/notes.txt'),
];

const ticked = (clicked: readonly string[], active?: string) =>
  files
    .filter(preselection(files, clicked.map(uriOf), active === undefined ? active : uriOf(active)))
    .map(({ path }) => path);

describe('the changed files that are ticked at first', () => {
  it('are those that were clicked on, or of the repository', () => {
    assert.deepEqual(ticked(['/lab/b.c'], '/lab/a.c'), ['/lab/b.c']);
    assert.deepEqual(ticked(['/lab'], '/lab/inner/c.c'), ['/lab/a.c', '/lab/b.c']);
  });

  it('are those of the repository that the person works in', () => {
    assert.deepEqual(ticked([], '/lab/same.c'), ['/lab/a.c', '/lab/b.c']);
    assert.deepEqual(ticked([], '/lab/inner/same.c'), ['/lab/inner/c.c']);
    assert.deepEqual(ticked(['/lab/same.c'], '/laboratory/d.c'), ['/laboratory/d.c']);
  });

  it('are all where that is none', () => {
    assert.equal(ticked([]).length, files.length);
    assert.equal(ticked([], '/elsewhere/x.c').length, files.length);
  });
});
