import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch, refusedFiles, unifiedDiff } from '../../../src/cli/terminal/patch-file';
import type { PatchCard } from '../../../src/protocol/card';
import { patchCard } from '../../helpers/cards';
import { temporaryFolder } from '../../helpers/temporary-folder';

describe('a patch as a file', () => {
  const temporary = temporaryFolder();

  it('applies as its card says: changed, new and deleted files', async () => {
    const folder = temporary();
    writeFileSync(join(folder, 'client.py'), 'print(1)\n');
    writeFileSync(join(folder, 'old "x".txt'), 'bye\n');
    const card: PatchCard = {
      type: 'patch',
      files: [
        ...patchCard.files,
        { path: 'old "x".txt', change: 'deleted', diff: '@@ -1 +0,0 @@\n-bye\n' },
        { path: 'empty', change: 'added', diff: '' },
      ],
    };
    const diff = unifiedDiff(card);
    assert.deepEqual(await applyPatch(diff, folder, true), { ok: true, output: '' });
    assert.equal(readFileSync(join(folder, 'client.py'), 'utf8'), 'print(1)\n');
    assert.equal((await applyPatch(diff, folder, false)).ok, true);
    assert.equal(readFileSync(join(folder, 'client.py'), 'utf8'), 'print(2)\n');
    assert.equal(readFileSync(join(folder, '同桌', 'new.py'), 'utf8'), '\ufeffpass\r\n');
    assert.equal(existsSync(join(folder, 'old "x".txt')), false);
    assert.equal(existsSync(join(folder, 'empty')), true);
  });

  it('applies below the folder that the user is in, also inside a repository', async () => {
    const top = temporary();
    execFileSync('git', ['init', '-q'], { cwd: top });
    const folder = join(top, 'lab 3');
    mkdirSync(folder);
    writeFileSync(join(folder, 'client.py'), 'print(1)\n');
    const diff = unifiedDiff({ type: 'patch', files: patchCard.files.slice(0, 1) });
    assert.equal((await applyPatch(diff, folder, false)).ok, true);
    assert.equal(readFileSync(join(folder, 'client.py'), 'utf8'), 'print(2)\n');
  });

  it('says why it doesn’t apply, and changes nothing', async () => {
    const folder = temporary();
    writeFileSync(join(folder, 'client.py'), 'something else\n');
    const { ok, output } = await applyPatch(unifiedDiff(patchCard), folder, false);
    assert.equal(ok, false);
    assert.match(output, /client\.py/);
    assert.equal(existsSync(join(folder, '同桌')), false);
  });

  it('never leaves the folder', async () => {
    const folder = join(temporary(), 'inner');
    mkdirSync(folder);
    for (const path of ['../out', '/tmp/deskmate-out', 'a/../../out']) {
      const diff = unifiedDiff({
        type: 'patch',
        files: [{ path, change: 'added', diff: '@@ -0,0 +1 @@\n+x\n' }],
      });
      assert.equal((await applyPatch(diff, folder, false)).ok, false, path);
    }
  });

  it('is refused where it isn’t what it shows, or where tools run what they find', () => {
    const hidden = '@@ -1 +1 @@\n-a\n+b\n--- a/x\n+++ b/y\n@@ -1 +1 @@\n-c\n+d\n';
    const file = (path: string, diff = '@@ -1 +1 @@\n-a\n+b\n') =>
      ({ path, change: 'modified', diff }) as const;
    const files = [file('ok.c'), file('.git/hooks/pre-commit'), file('bad.c', hidden)];
    assert.deepEqual(refusedFiles({ type: 'patch', files }), ['.git/hooks/pre-commit', 'bad.c']);
  });
});
