import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import type { PatchDialogs } from '../../../src/ui/patch/apply-pick';
import { makeDiff } from '../../../src/ui/patch/changed-file';
import { base, theirs, usePatches, yes } from './use-patches';

describe('a patch and where it belongs', () => {
  const { scene, patches, inFolder, own, write, patch, textOf, onDisk, exists, noteOf } =
    usePatches();

  it('is found when its sender opened another folder of the same project', async () => {
    const inCourse = (name: string) => inFolder(`course/${name}`);
    await write({
      'course/server.py': 'other\n',
      'course/lab1/server.py': base,
      'course/lab3/server.py': base,
      'course/lab3/src/util.py': 'a\n',
    });
    const sent = (folderAbove: string, ...names: string[]) => ({
      type: 'patch' as const,
      files: names.map((name) => {
        const isNew = name.includes('new');
        const made = isNew ? makeDiff(undefined, 'n\n') : makeDiff(base, theirs);
        assert.ok(made.state === 'changed');
        return { path: name, folder: folderAbove, change: made.change, diff: made.diff };
      }),
    });
    scene.dialogs = { ...yes, which: async () => assert.fail('asked although it is clear') };
    // The sender's window has lab3 alone, and one folder more than the reader's.
    await patches.apply('e1', sent(inCourse('lab3'), 'server.py', 'new.py', 'src/new.py'));
    assert.deepEqual([0, 1, 2].map(noteOf), ['applied', 'created', 'created']);
    assert.equal(await textOf('course/lab3/server.py'), theirs);
    assert.equal(await textOf('course/lab1/server.py'), base);
    assert.equal(await exists('course/lab3/new.py'), true);
    assert.equal(await exists('course/lab3/src/new.py'), true);
    await patches.apply('e1', sent(`far/away/${inFolder('course')}`, 'lab1/server.py'));
    assert.equal(await textOf('course/lab1/server.py'), theirs);
  });

  it('asks where it belongs when that is not clear, and is never put elsewhere', async () => {
    await write({ 'a/server.py': base, 'b/server.py': base });
    const made = makeDiff(base, theirs);
    assert.ok(made.state === 'changed');
    const card = {
      type: 'patch' as const,
      files: [{ path: 'server.py', change: made.change, diff: made.diff }],
    };
    const asked: (readonly string[])[] = [];
    const answering = (answer: number | undefined): PatchDialogs => ({
      ...yes,
      which: async (path, places) => {
        asked.push([path, ...places.map((uri) => uri.path.slice(own('').path.length))].sort());
        return answer === undefined ? undefined : places[answer];
      },
    });
    scene.dialogs = {
      ...answering(undefined),
      choose: async () => assert.fail('nothing is to be done'),
    };
    await patches.apply('e1', card);
    assert.equal(noteOf(0), 'its location is unclear; you’ll be asked');
    scene.dialogs = answering(0);
    await patches.apply('e1', card);
    assert.equal(noteOf(0), 'applied');
    const texts = [await textOf('a/server.py'), await textOf('b/server.py')];
    assert.deepEqual(texts.toSorted(), [base, theirs].toSorted());
    assert.deepEqual(asked, [
      ['/a/server.py', '/b/server.py', 'server.py'],
      ['/a/server.py', '/b/server.py', 'server.py'],
    ]);
  });

  it('touches nothing outside the folder, and no folder that tools obey', async () => {
    await write({ '.vscode/tasks.json': '{}\n' });
    const hostile = patch(
      ['.vscode/tasks.json', '{}\n', '{"x":1}\n'],
      ['.git/hooks/pre-commit', undefined, 'echo\n'],
      ['../outside.c', undefined, 'x\n'],
      ['main.c', base, theirs],
    );
    hostile.files.push({ path: 'x.c', change: 'modified', diff: '@@ -9999999999 +1 @@\n' });
    scene.dialogs = {
      choose: async () => assert.fail('asked although nothing can be done'),
      which: async () => assert.fail('asked although nothing can be done'),
      warn: async () => assert.fail('asked although nothing can be done'),
    };
    await patches.apply('e1', hostile);
    assert.deepEqual([0, 1, 2, 3, 4].map(noteOf), [
      ...Array.from({ length: 3 }, () => 'in a location that patches can’t change'),
      'you don’t have this file',
      'can’t be read',
    ]);
    assert.equal(await onDisk('.vscode/tasks.json'), '{}\n');
    assert.equal(await exists('.git'), false);
    assert.equal(await exists('../outside.c'), false);
    for (const file of hostile.files.keys()) await patches.preview('e1', hostile, file);
  });

  it('reaches no such folder through a link either', async () => {
    await write({ '.vscode/tasks.json': '{}\n', 'main.c': base });
    // On Windows a link to a folder needs no privilege if it is a junction, which is absolute.
    await symlink(own('.vscode').fsPath, own('settings').fsPath, 'junction');
    const hostile = patch(
      ['settings/tasks.json', '{}\n', '{"x":1}\n'],
      ['settings/tasks.json', '{}\n', undefined],
      ['settings/launch.json', undefined, '{}\n'],
    );
    for (const file of hostile.files) {
      await patches.apply('e1', { ...hostile, files: [file] });
      assert.equal(noteOf(0), 'in a location that patches can’t change');
    }
    assert.equal(await onDisk('.vscode/tasks.json'), '{}\n');
    assert.equal(await exists('.vscode/launch.json'), false);
  });

  it('creates, completes and changes no bare repository', async () => {
    const added = (...names: string[]) =>
      patch(...names.map((name) => [name, undefined, 'x\n'] as [string, undefined, string]));
    const refused = 'in a location that patches can’t change';
    scene.dialogs = { ...yes, choose: async () => [] };
    await patches.apply(
      'e1',
      added('sub/HEAD', 'sub/config', 'sub/objects/a', 'sub/refs/b', 'a.c'),
    );
    assert.deepEqual([0, 1, 2, 3, 4].map(noteOf), [refused, refused, refused, refused, 'new file']);
    await patches.apply('e1', added('config', 'objects/a', 'refs/b', 'x/HEAD'));
    assert.deepEqual([0, 1, 2, 3].map(noteOf), ['new file', 'new file', 'new file', 'new file']);
    await write({
      'half/HEAD': 'x\n',
      'whole/HEAD': 'x\n',
      'whole/objects/x': '',
      'rest/config': '',
    });
    await patches.apply(
      'e1',
      added('half/refs/b', 'whole/hooks/pre-push', 'rest/head', 'half/a.c'),
    );
    assert.deepEqual([0, 1, 2, 3].map(noteOf), [refused, refused, refused, refused]);
    await patches.apply('e1', added('half/a.c'));
    assert.equal(noteOf(0), 'new file');
  });
});
