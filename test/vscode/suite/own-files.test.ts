import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { realUri } from '../../../src/ui/code/inside-folders';
import { WorkspaceFiles } from '../../../src/ui/code/workspace-files';
import { clearOwn, ownFile, ownFolder, writeOwn } from './own-folder';

describe('the user’s own files', () => {
  const files = new WorkspaceFiles();
  let outside: string;

  before(async () => {
    outside = await mkdtemp(path.join(tmpdir(), 'deskmate-outside-'));
    await writeFile(path.join(outside, 'secret.txt'), 'secret');
    await mkdir(path.join(outside, 'inner'));
  });
  afterEach(clearOwn);
  after(() => rm(outside, { recursive: true, force: true }));

  const shown = (uri: vscode.Uri) => path.posix.relative(ownFolder().path, uri.path);
  const groups = async (name: string) => {
    const all: [string, ...string[]][] = [];
    for await (const { match, uris } of files.candidates(name)) {
      all.push([match, ...uris.map(shown)]);
    }
    return all;
  };
  const found = async (name: string) => (await groups(name)).flatMap(([, ...names]) => names);
  const places = async (name: string, known: Readonly<Record<string, string>> = {}) => {
    const pairs = Object.entries(known).map(([theirs, own]) => ({
      path: theirs,
      uri: ownFile(own),
    }));
    const { uris, isSure } = await files.locationsForNewFile(name, pairs);
    return isSure ? uris.map(shown).join() : uris.map(shown);
  };

  it('have paths below their folder, and only a name outside it', async () => {
    await writeOwn({ 'src/main.c': 'x' });
    const outsider = vscode.Uri.file(path.join(outside, 'secret.txt'));
    assert.equal(await files.pathOf(ownFile('src/main.c')), 'src/main.c');
    assert.equal(await files.pathOf(ownFile('gone/main.c')), 'gone/main.c');
    assert.equal(await files.pathOf(outsider), 'secret.txt');
    assert.equal(await files.pathOf(vscode.Uri.parse('untitled:Untitled-1')), 'Untitled-1');
    assert.equal(await files.pathOf(vscode.Uri.parse('git:/x/main.c?HEAD')), 'main.c');
  });

  it('are those behind a comparison’s other side, a cell or an unsaved document', async () => {
    await writeOwn({ 'src/main.c': 'x', 'links/x': '' });
    const own = ownFile('src/main.c');
    for (const scheme of ['git', 'vscode-notebook-cell', 'vscode-local-history', 'untitled']) {
      const other = own.with({ scheme, query: 'x', fragment: 'y' });
      assert.equal(await files.pathOf(other), 'src/main.c', scheme);
    }
    const fresh = ownFile('src/fresh.c').with({ scheme: 'untitled' });
    assert.equal(await files.pathOf(fresh), 'src/fresh.c');
  });

  it('have the path of the folder through which they were reached from outside', async () => {
    await writeOwn({ 'src/main.c': 'x' });
    await symlink(ownFolder().fsPath, path.join(outside, 'lab'));
    const behind = vscode.Uri.file(path.join(outside, 'lab/src/main.c'));
    assert.equal(await files.pathOf(behind), 'src/main.c');
    assert.equal(String(await files.ownFile(behind)), String(ownFile('src/main.c')));
    assert.equal(await files.pathOf(behind.with({ scheme: 'git' })), 'src/main.c');
    assert.equal(await files.ownFile(vscode.Uri.file(path.join(outside, 'secret.txt'))), undefined);
  });

  it('are found by path, however it is written', async () => {
    await writeOwn({ 'src/main.c': 'x' });
    const own = ownFile('src/main.c');
    const ways = [
      'src/main.c',
      './src/main.c',
      'src//main.c',
      'src\\main.c',
      '.\\src\\..\\src\\main.c',
      '../src/main.c',
      own.fsPath,
      own.fsPath.replaceAll('/', '\\'),
    ];
    for (const way of ways) assert.deepEqual(await groups(way), [['exact', 'src/main.c']], way);
    const elsewhere = [
      '/home/ann/lab/src/main.c',
      'C:\\Users\\Ann\\lab\\src\\main.c',
      'c:/lab/src/main.c',
      '\\\\server\\share\\src\\main.c',
      '../../lab/src/main.c',
      'lab/src/main.c',
      'main.c',
    ];
    for (const way of elsewhere) {
      assert.deepEqual(await groups(way), [['ending', 'src/main.c']], way);
    }
    assert.deepEqual(await groups('lib/main.c'), [['name', 'src/main.c']]);
  });

  it('aren’t found by an invalid path, nor is anything else', async () => {
    await writeOwn({ 'src/main.c': 'x' });
    const hostile = [
      'src',
      'src/',
      'src/gone.c',
      'src/main.c/x',
      'src/main.c/..',
      ownFile('src/main.c').toString(),
      'src/main.c\0',
      path.join(outside, 'secret.txt'),
      path.relative(ownFolder().fsPath, path.join(outside, 'secret.txt')),
      '/etc/passwd',
    ];
    for (const it of hostile) assert.deepEqual(await groups(it), [], it);
  });

  it('are found by the longest ending, whichever side opened the outer folder', async () => {
    await writeOwn({
      'lab3/src/main.c': '1',
      'lab2/src/main.c': '2',
      'src/main.c': '3',
      'lib/main.c': '4',
    });
    assert.deepEqual(await groups('course/lab3/src/main.c'), [
      ['ending', 'lab3/src/main.c'],
      ['ending', 'src/main.c'],
      ['name', 'lab2/src/main.c'],
      ['name', 'lib/main.c'],
    ]);
    assert.deepEqual(await groups('x/src/main.c'), [
      ['ending', 'src/main.c'],
      ['name', 'lab2/src/main.c', 'lab3/src/main.c'],
      ['name', 'lib/main.c'],
    ]);
    const [first] = await groups('main.c');
    assert.deepEqual(first, [
      'ending',
      ...['lib/main.c', 'src/main.c', 'lab2/src/main.c', 'lab3/src/main.c'],
    ]);
  });

  it('are found whether characters are composed or not', async () => {
    const [composed, decomposed] = ['Übung/é.c'.normalize('NFC'), 'Übung/é.c'.normalize('NFD')];
    await writeOwn({ [decomposed]: 'x' });
    assert.deepEqual(await groups(composed), [['exact', decomposed]]);
    assert.deepEqual(await groups('é.c'.normalize('NFC')), [['ending', decomposed]]);
    await writeOwn({ [`in/${composed}`]: 'x' });
    assert.deepEqual(await groups(`in/${decomposed}`), [
      ['exact', `in/${composed}`],
      ['ending', decomposed],
    ]);
    assert.equal(await places('Übung/new.c'.normalize('NFC')), 'Übung/new.c'.normalize('NFD'));
  });

  it('are the same through any link', async () => {
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

  it('aren’t found through links that lead out of the folder', async () => {
    await writeOwn({ 'src/main.c': 'x', 'links/own.txt': 'x' });
    const link = (to: string, name: string) => symlink(to, ownFile(`links/${name}`).fsPath);
    await link(path.join(outside, 'secret.txt'), 'secret.txt');
    await link(outside, 'out');
    await link(path.join(outside, 'gone.txt'), 'nowhere.txt');
    await link(ownFile('src').fsPath, 'in');
    for (const it of ['links/secret.txt', 'links/out/secret.txt', 'links/nowhere.txt']) {
      assert.deepEqual(await found(it), [], it);
      assert.deepEqual(await places(it), [], it);
    }
    assert.deepEqual(await places('links/out/inner/new.c'), []);
    assert.deepEqual(await found('secret.txt'), []);
    assert.deepEqual(await groups('links/in/main.c'), [['exact', 'links/in/main.c']]);
    assert.equal(await places('links/in/new.c'), 'links/in/new.c');
    // By name, each is found once, at its path without links.
    assert.deepEqual(await groups('main.c'), [['ending', 'src/main.c']]);
  });

  it('are found by name, and nothing by a pattern', async () => {
    await writeOwn({
      'main.c': '1',
      'lib/main.cc': '4',
      '[a]/[main].c': '5',
      'node_modules/x/main.c': '6',
    });
    assert.deepEqual(await found('other/main.c'), ['main.c']);
    assert.deepEqual(await found('[main].c'), ['[a]/[main].c']);
    const patterns = ['*', '*.c', 'main.?', '{main.c,x}', '[m]ain.c', '**', '!main.c', 'MAIN.C'];
    for (const pattern of patterns) assert.deepEqual(await found(pattern), [], pattern);
  });

  it('that are hidden in this folder aren’t found by name', async () => {
    await writeOwn({ 'src/main.c': '1', 'lib/main.c': '2' });
    const settings = vscode.workspace.getConfiguration('files', ownFolder());
    await settings.update('exclude', { 'lib/**': true }, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await found('main.c'), ['src/main.c']);
    } finally {
      await settings.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('are created where nothing runs them', async () => {
    await writeOwn({ 'src/main.c': 'x', '.vscode/launch.json': '{}', 'links/x': '' });
    await symlink(ownFile('.vscode').fsPath, ownFile('links/docs').fsPath);
    assert.equal(await places('src/new.c'), 'src/new.c');
    assert.equal(await places(ownFile('a/b/new.c').fsPath), 'a/b/new.c');
    const refused = [
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
    for (const it of refused) assert.deepEqual(await places(it), [], it);
  });

  it('are created in the folder that the path names, whichever side opened the outer one', async () => {
    await writeOwn({ 'lab3/src/main.c': 'x', 'lab3/include/a.h': 'x' });
    assert.equal(await places('lab3/src/new.c'), 'lab3/src/new.c');
    assert.equal(await places('course/lab3/src/new.c'), 'lab3/src/new.c');
    assert.equal(await places('src/new.c'), 'lab3/src/new.c');
    assert.equal(await places('src/deep/new.c'), 'lab3/src/deep/new.c');
    assert.equal(await places(`${path.basename(ownFolder().path)}/new.c`), 'new.c');
    // Nothing says where these belong, so the user has to.
    assert.deepEqual(await places('new.c'), ['new.c']);
    assert.deepEqual(await places('docs/new.md'), ['docs/new.md']);
    await writeOwn({ 'lab2/src/main.c': 'x' });
    assert.deepEqual(await places('src/new.c'), ['lab2/src/new.c', 'lab3/src/new.c']);
  });

  it('are created beside their siblings', async () => {
    await writeOwn({ 'lab3/src/main.c': 'x', 'src/other.c': 'x', 'lab2/a.c': 'x' });
    const siblings = { 'src/main.c': 'lab3/src/main.c' };
    for (const [name, place] of Object.entries({
      'new.c': 'lab3/new.c',
      'src/new.c': 'lab3/src/new.c',
      'docs/new/a.md': 'lab3/docs/new/a.md',
    })) {
      assert.equal(await places(name, siblings), place);
    }
    const further = { 'course/lab3/src/main.c': 'lab3/src/main.c' };
    assert.equal(await places('course/lab3/new.c', further), 'lab3/new.c');
    assert.equal(await places('course/lab2/new.c', further), 'lab2/new.c');
    // The nearest siblings decide.
    const two = { ...siblings, 'a.c': 'lab2/a.c' };
    assert.equal(await places('src/new.c', two), 'lab3/src/new.c');
    assert.deepEqual(await places('docs/new.md', two), ['lab3/docs/new.md', 'lab2/docs/new.md']);
  });
});
