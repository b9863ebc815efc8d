import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { realUri } from '../../../src/ui/code/inside-folders';
import { FolderFiles } from '../../../src/ui/code/workspace-files';
import { clearOwn, ownFile, ownFolder, writeOwn } from './own-folder';

describe('files of one’s own', () => {
  const files = new FolderFiles();
  let outside: string;

  before(async () => {
    outside = await mkdtemp(path.join(tmpdir(), 'deskmate-outside-'));
    await writeFile(path.join(outside, 'secret.txt'), 'secret');
    await mkdir(path.join(outside, 'inner'));
  });
  afterEach(clearOwn);
  after(() => rm(outside, { recursive: true, force: true }));

  const found = async (name: string) => {
    const uri = await files.find(name);
    return uri && path.posix.relative(ownFolder().path, uri.path);
  };
  const target = async (name: string) => {
    const uri = await files.target(name);
    return uri && path.posix.relative(ownFolder().path, uri.path);
  };

  it('have paths below their folder, and a name alone outside it', () => {
    assert.equal(files.pathOf(ownFile('src/main.c')), 'src/main.c');
    assert.equal(files.pathOf(vscode.Uri.file(path.join(outside, 'secret.txt'))), 'secret.txt');
    assert.equal(files.pathOf(vscode.Uri.parse('untitled:Untitled-1')), 'Untitled-1');
    assert.equal(files.pathOf(vscode.Uri.parse('git:/x/main.c?HEAD')), 'main.c');
  });

  it('are found by path, and nothing else is', async () => {
    await writeOwn({ 'src/main.c': 'x' });
    assert.equal(await found('src/main.c'), 'src/main.c');
    const name = path.basename(ownFolder().fsPath);
    const hostile = [
      'src',
      'src/',
      'src/gone.c',
      'src/main.c/x',
      `../${name}/src/main.c`,
      ownFile('src/main.c').fsPath,
      ownFile('src/main.c').toString(),
      'src\\main.c',
      'src/main.c\0',
      './src/main.c',
      'src//main.c',
      path.join(outside, 'secret.txt'),
      path.relative(ownFolder().fsPath, path.join(outside, 'secret.txt')),
    ];
    for (const it of hostile) {
      assert.equal(await found(it), undefined, it);
      assert.deepEqual(await files.sameName(it), [], it);
    }
  });

  it('are the same by whatever link they are reached', async () => {
    await writeOwn({ 'src/main.c': 'x', 'links/own.txt': 'x' });
    await symlink(ownFile('src').fsPath, ownFile('links/in').fsPath);
    await symlink(ownFile('src/main.c').fsPath, ownFile('links/main.c').fsPath);
    const real = await realUri(ownFile('src/main.c'));
    assert.equal(await realUri(ownFile('links/in/main.c')), real);
    assert.equal(await realUri(ownFile('links/main.c')), real);
    assert.notEqual(await realUri(ownFile('links/own.txt')), real);
    const fresh = await realUri(ownFile('src/new/a.c'));
    assert.equal(await realUri(ownFile('links/in/new/a.c')), fresh);
    assert.ok(fresh.startsWith(`${await realUri(ownFile('src/new'))}/`));
  });

  it('are not found through links that lead out', async () => {
    await writeOwn({ 'src/main.c': 'x', 'links/own.txt': 'x' });
    const link = (to: string, name: string) => symlink(to, ownFile(`links/${name}`).fsPath);
    await link(path.join(outside, 'secret.txt'), 'secret.txt');
    await link(outside, 'out');
    await link(path.join(outside, 'gone.txt'), 'nowhere.txt');
    await link(ownFile('src').fsPath, 'in');
    for (const it of ['links/secret.txt', 'links/out/secret.txt', 'links/nowhere.txt']) {
      assert.equal(await found(it), undefined, it);
      assert.equal(await target(it), undefined, it);
    }
    assert.equal(await target('links/out/inner/new.c'), undefined);
    assert.deepEqual(await files.sameName('secret.txt'), []);
    assert.equal(await found('links/in/main.c'), 'links/in/main.c');
    assert.equal(await target('links/in/new.c'), 'links/in/new.c');
  });

  it('of one name are found, the likeliest first, and nothing by a pattern', async () => {
    await writeOwn({
      'main.c': '1',
      'src/main.c': '2',
      'lib/src/main.c': '3',
      'lib/main.cc': '4',
      '[a]/[main].c': '5',
      'node_modules/x/main.c': '6',
    });
    const names = async (name: string) =>
      (await files.sameName(name)).map((uri) => files.pathOf(uri));
    assert.deepEqual(await names('src/main.c'), ['lib/src/main.c', 'main.c']);
    assert.deepEqual(await names('other/main.c'), ['main.c', 'src/main.c', 'lib/src/main.c']);
    assert.deepEqual(await names('[main].c'), ['[a]/[main].c']);
    for (const pattern of [
      '*',
      '*.c',
      'main.?',
      '{main.c,x}',
      '[m]ain.c',
      '**',
      '!main.c',
      'MAIN.C',
    ]) {
      assert.deepEqual(await names(pattern), [], pattern);
    }
  });

  it('that are hidden in this folder are not found by name', async () => {
    await writeOwn({ 'src/main.c': '1', 'lib/main.c': '2' });
    const settings = vscode.workspace.getConfiguration('files', ownFolder());
    await settings.update('exclude', { 'lib/**': true }, vscode.ConfigurationTarget.Workspace);
    try {
      const names = (await files.sameName('main.c')).map((uri) => files.pathOf(uri));
      assert.deepEqual(names, ['src/main.c']);
    } finally {
      await settings.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('are made where nothing runs them', async () => {
    await writeOwn({ 'src/main.c': 'x', '.vscode/launch.json': '{}', 'links/x': '' });
    await symlink(ownFile('.vscode').fsPath, ownFile('links/docs').fsPath);
    assert.equal(await target('src/new.c'), 'src/new.c');
    assert.equal(await target('a/b/c/new.c'), 'a/b/c/new.c');
    const refused = [
      '../new.c',
      '/tmp/new.c',
      'src/main.c/new.c',
      'src',
      '.git/hooks/pre-commit',
      '.GIT/config',
      '.vscode/tasks.json',
      'src/.vscode/settings.json',
      'x.code-workspace',
      'new\u200d.c',
      'links/docs/tasks.json',
    ];
    for (const it of refused) assert.equal(await target(it), undefined, it);
  });
});
