import assert from 'node:assert/strict';
import { chmod, rename, rm, symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import { WorkspaceFiles } from '../../../src/ui/code/workspace-files';
import type { ChangedFile } from '../../../src/ui/patch/changed-file';
import { findChanges } from '../../../src/ui/patch/changes';
import { git } from '../../helpers/git';
import { eventually } from './api';
import { clearOwn, ownFile, ownFolder, writeOwn } from './own-folder';
import { withoutAutoSave } from './without-auto-save';

/** What changed below a folder: "modified +1 −2", or why it can't be sent. */
async function changesIn(folder: string): Promise<Record<string, string>> {
  return summariesBelow(folder, (await findChanges(new WorkspaceFiles())).files);
}

function summariesBelow(folder: string, files: readonly ChangedFile[]): Record<string, string> {
  const here = files.filter(({ path }) => path.startsWith(`${folder}/`));
  return Object.fromEntries(
    here.map((file) => [file.path.slice(folder.length + 1), summarize(file)]),
  );
}

function summarize({ outcome }: ChangedFile): string {
  if (!outcome.sendable) return outcome.reason;
  const { file, added, removed, modeChanged } = outcome;
  const { eol, bom, executable } = file;
  const form = [eol, bom && 'bom', executable && 'executable'].filter(Boolean);
  const summary = [`${file.change} +${added} −${removed}`, ...form].join(' ');
  return modeChanged ? `${summary}, mode` : summary;
}

async function type(name: string, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(ownFile(name), new vscode.Position(0, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('changes without git', () => {
  withoutAutoSave();
  afterEach(() => clearOwn());

  it('are the unsaved ones, compared with the disk', async () => {
    await writeOwn({ 'plain/a.c': 'a\r\nb\r\n', 'plain/b.c': 'b\n' });
    await type('plain/a.c', '// new\n');
    await vscode.workspace.openTextDocument(ownFile('plain/b.c'));
    await vscode.workspace.openTextDocument({ content: 'never saved' });
    assert.deepEqual(await changesIn('plain'), { 'a.c': 'modified +1 −0' });
    const { files } = await findChanges(new WorkspaceFiles());
    assert.deepEqual(
      files.map(({ path, root }) => [path, root]),
      [['plain/a.c', undefined]],
    );
  });

  it('include no file outside the folder', async () => {
    // The tests run in two editors at once.
    const outside = vscode.Uri.joinPath(ownFolder(), '..', `deskmate-outside-${process.pid}.c`);
    await vscode.workspace.fs.writeFile(outside, Buffer.from('x\n'));
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(outside, new vscode.Position(0, 0), 'y\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.deepEqual(await findChanges(new WorkspaceFiles()), { files: [], left: 0 });
    } finally {
      await clearOwn();
      await vscode.workspace.fs.delete(outside);
    }
  });
});

describe('changes in a git repository', () => {
  withoutAutoSave();
  const settings = () => vscode.workspace.getConfiguration('git');
  const path = (name: string) => ownFile(`repository/${name}`).fsPath;

  before(async () => {
    await settings().update('enabled', true, vscode.ConfigurationTarget.Workspace);
    const long = Array.from({ length: 9000 }, (_, index) => `line ${index}\n`).join('');
    const files = {
      'staged.c': 'a\n',
      'unstaged.c': 'a\n',
      'both.c': 'a\nb\n',
      'deleted.c': 'a\nb\n',
      'renamed.c': 'a\nb\n',
      'removed-from-index.c': 'a\n',
      'same.c': 'a\n',
      'mode.sh': 'a\n',
      'mode-and-text.sh': 'a\n',
      'unsaved.c': 'a\n',
      'picture.png': 'text first\n',
      'huge.c': long,
      'link.c': 'a\n',
      'gbk.c': new Uint8Array([0xd6, 0xd0, 0x0a]),
      'gbk-open.c': new Uint8Array([0xd6, 0xd0, 0x0a]),
      'latin.c': Buffer.from('caf\xe9\n', 'latin1'),
      'wide.c': Buffer.from('中文\n', 'utf16le'),
      '.gitignore': 'ignored.c\n',
    };
    const inRepository = (contents: Record<string, string | Uint8Array>) =>
      writeOwn(
        Object.fromEntries(
          Object.entries(contents).map(([name, text]) => [`repository/${name}`, text]),
        ),
      );
    await inRepository(files);
    const run = (...args: string[]) => git(ownFile('repository').fsPath, ...args);
    run('init', '--quiet');
    run('add', '--all');
    run('commit', '--quiet', '--message=start');
    await inRepository({
      'staged.c': 'a\nstaged\n',
      'both.c': 'a\nb\nstaged\n',
      'new.c': '新\n',
      'ignored.c': 'x\n',
      'gbk.c': new Uint8Array([0xd6, 0xd0, 0x0a, 0x61, 0x0a]),
      'gbk-open.c': new Uint8Array([0xd6, 0xd0, 0x0a, 0xce, 0xc4, 0x0a]),
      'latin.c': Buffer.from('caf\xe9s\n', 'latin1'),
      'wide.c': Buffer.from('中文\n字\n', 'utf16le'),
      'picture.png': new Uint8Array([0x89, 0x50, 0, 0]),
      'huge.c': long.replaceAll('line', 'row'),
    });
    await inRepository({
      'mode-and-text.sh': 'a\nb\n',
      'windows.c': '\ufeffa\r\nb\r\n',
      'run.sh': '#!/bin/sh\n',
    });
    for (const name of ['mode.sh', 'mode-and-text.sh', 'run.sh']) await chmod(path(name), 0o755);
    await rename(path('renamed.c'), path('other-name.c'));
    run('add', 'staged.c', 'both.c', 'renamed.c', 'other-name.c');
    run('rm', '--quiet', '--cached', 'removed-from-index.c');
    await inRepository({ 'unstaged.c': 'b\n', 'both.c': 'b\nstaged\nunstaged\n' });
    await rm(path('deleted.c'));
    await rm(path('link.c'));
    await symlink('/etc/hostname', path('link.c'));
    const api = vscode.extensions.getExtension('vscode.git');
    assert.ok(api, 'the built-in git extension is available');
    const exported = await api.activate();
    await eventually(() => exported.enabled, 'git is enabled');
    assert.ok(await exported.getAPI(1).openRepository(ownFile('repository')));
    await vscode.workspace.openTextDocument(ownFile('repository/gbk-open.c'), { encoding: 'gbk' });
  });
  after(async () => {
    await settings().update('enabled', undefined, vscode.ConfigurationTarget.Workspace);
    await clearOwn();
  });

  const expected = {
    'both.c': 'modified +2 −1',
    'deleted.c': 'deleted +0 −2',
    'gbk-open.c': 'modified +1 −0',
    'gbk.c': 'encoding',
    'huge.c': 'too-large',
    'latin.c': 'encoding',
    'link.c': 'link',
    'mode-and-text.sh': 'modified +1 −0, mode',
    'mode.sh': 'mode',
    'new.c': 'added +1 −0',
    'other-name.c': 'added +2 −0',
    'picture.png': 'binary',
    'renamed.c': 'deleted +0 −2',
    'run.sh': 'added +1 −0 executable',
    'staged.c': 'modified +1 −0',
    'unstaged.c': 'modified +1 −1',
    'wide.c': 'encoding',
    'windows.c': 'added +2 −0 crlf bom',
  };

  it('are those of the working tree against the last commit, staged or not', async () => {
    const { files } = await findChanges(new WorkspaceFiles());
    assert.deepEqual(summariesBelow('repository', files), expected);
    assert.ok(files.every(({ root }) => root?.path === ownFile('repository').path));
    const folderName = ownFolder().path.split('/').at(-1);
    for (const { outcome } of files) {
      if (outcome.sendable) assert.equal(outcome.file.folder, folderName);
    }
    const [both] = files;
    assert.ok(both?.outcome.sendable);
    assert.equal(both.outcome.file.diff, '@@ -1,2 +1,3 @@\n-a\n b\n+staged\n+unstaged\n');
  });

  it('include the unsaved ones, too', async () => {
    await type('repository/unsaved.c', '// new\n');
    await type('repository/unstaged.c', '// new\n');
    await type('repository/ignored.c', '// new\n');
    assert.deepEqual(await changesIn('repository'), {
      ...expected,
      'ignored.c': 'modified +1 −0',
      'unsaved.c': 'modified +1 −0',
      'unstaged.c': 'modified +2 −1',
    });
  });
});
