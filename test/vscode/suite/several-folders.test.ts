import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { english as t } from '../../../src/strings/translate';
import { CardNotes } from '../../../src/ui/code/card-notes';
import { CodeCards } from '../../../src/ui/code/code-cards';
import { withoutFolders } from '../../../src/ui/code/own-folders';
import { VirtualDocuments } from '../../../src/ui/code/virtual-documents';
import { WorkspaceFiles } from '../../../src/ui/code/workspace-files';
import type { ChangedFile } from '../../../src/ui/patch/changed-file';
import { findChanges } from '../../../src/ui/patch/changes';
import { git } from '../../helpers/git';
import { eventually } from './api';
import { MemoryFiles } from './memory-files';
import { clearOwn, codeCard, ownFolder, writeOwn } from './own-folder';
import { withoutAutoSave } from './without-auto-save';

const main = 'int main(void) {\n  int first = 1;\n  return first;\n}\n';

/** Opens this folder beside the window's own, or only the window's own. */
async function showFolder(uri?: vscode.Uri): Promise<void> {
  const added = (vscode.workspace.workspaceFolders ?? []).length - 1;
  if (added === 0 && !uri) return;
  // The API shows the change before the editor knows of it.
  const changed = new Promise<void>((resolve) => {
    const listening = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      listening.dispose();
      resolve();
    });
  });
  assert.ok(vscode.workspace.updateWorkspaceFolders(1, added, ...(uri ? [{ uri }] : [])));
  await changed;
}

describe('a window with several folders', () => {
  withoutAutoSave();
  const files = new WorkspaceFiles();
  const notes = new CardNotes();
  const documents = new VirtualDocuments(t, 'deskmate-several');
  const entry = () => ({ kind: 'message', authorName: 'Ann', own: false }) as LogEntry;
  const cards = new CodeCards({ files, documents, notes, entry, t });
  let temporary: string;
  let registered: vscode.Disposable;

  before(async () => {
    registered = documents.register();
    temporary = await realpath(await mkdtemp(path.join(tmpdir(), 'deskmate-several-')));
  });
  afterEach(async () => {
    await clearOwn();
    await showFolder();
  });
  after(async () => {
    registered.dispose();
    await rm(temporary, { recursive: true, force: true });
  });

  const write = async (name: string, text: string) => {
    const file = path.join(temporary, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return vscode.Uri.file(file);
  };
  const candidates = async (name: string) => {
    const groups: string[][] = [];
    for await (const { match, uris } of files.candidates(name)) {
      groups.push([match, ...uris.map(String)]);
    }
    return groups;
  };
  const shown = () => vscode.window.activeTextEditor?.document.uri.toString();

  it('names them in paths, and finds files in each', async () => {
    await writeOwn({ 'src/main.c': main, 'src/only.c': main });
    const other = await write('lab2/src/main.c', main);
    await write('lab2/include/a.h', '');
    const root = vscode.Uri.joinPath(other, '../..');
    await showFolder(root);
    const first = vscode.Uri.joinPath(ownFolder(), 'src/main.c');
    const name = path.posix.basename(ownFolder().path);

    assert.equal(await files.pathOf(first), `${name}/src/main.c`);
    assert.equal(await files.pathOf(other), 'lab2/src/main.c');
    const sent = withoutFolders(`${first.fsPath}:1 ${other.fsPath}:2`, await files.ownFolders());
    assert.equal(sent, `${name}/src/main.c:1 lab2/src/main.c:2`);
    assert.deepEqual(await candidates('src/main.c'), [['exact', `${first}`, `${other}`]]);
    const [byFolder] = await candidates('lab2/src/main.c');
    assert.deepEqual(byFolder, ['ending', `${other}`]);
    assert.deepEqual((await candidates(other.fsPath))[0], ['exact', `${other}`]);
    assert.deepEqual(await candidates('only.c'), [
      ['ending', `${vscode.Uri.joinPath(ownFolder(), 'src/only.c')}`],
    ]);

    const places = async (of: string) => {
      const { uris, isSure } = await files.locationsForNewFile(of);
      return [isSure, ...uris.map(String)];
    };
    const fresh = (of: vscode.Uri, below: string) => `${vscode.Uri.joinPath(of, below)}`;
    assert.deepEqual(await places('lab2/src/new.c'), [true, fresh(root, 'src/new.c')]);
    assert.deepEqual(await places('include/b.h'), [true, fresh(root, 'include/b.h')]);
    assert.deepEqual(await places('src/new.c'), [
      ...[false, fresh(ownFolder(), 'src/new.c'), fresh(root, 'src/new.c')],
    ]);
  });

  it('finds the files of one opened through a link, by any path', async () => {
    const real = await write('real/src/main.c', main);
    await write('outside/secret.c', main);
    await symlink(path.join(temporary, 'outside'), path.join(temporary, 'real/out'));
    await symlink(path.join(temporary, 'real'), path.join(temporary, 'link'));
    const root = vscode.Uri.file(path.join(temporary, 'link'));
    const own = vscode.Uri.joinPath(root, 'src/main.c');
    await showFolder(root);

    for (const uri of [own, real, real.with({ scheme: 'git', query: '{}' })]) {
      assert.equal(await files.pathOf(uri), 'link/src/main.c', `${uri}`);
    }
    for (const { fsPath } of [own, real]) {
      const sent = withoutFolders(`${fsPath}:2`, await files.ownFolders());
      assert.equal(sent, 'link/src/main.c:2');
    }
    for (const name of ['src/main.c', real.fsPath, own.fsPath]) {
      assert.deepEqual((await candidates(name))[0], ['exact', `${own}`], name);
    }
    for (const name of ['lab/src/main.c', 'link/src/main.c']) {
      assert.deepEqual(await candidates(name), [['ending', `${own}`]]);
    }
    const secret = path.join(temporary, 'real/out/secret.c');
    for (const name of ['out/secret.c', 'secret.c', secret]) {
      assert.deepEqual(await candidates(name), [], name);
    }
    assert.deepEqual((await files.locationsForNewFile('out/new.c')).uris.map(String), []);
    const { uris } = await files.locationsForNewFile(path.join(temporary, 'real/src/new.c'));
    assert.deepEqual(uris.map(String), [`${vscode.Uri.joinPath(root, 'src/new.c')}`]);

    await cards.openReference({ path: real.fsPath, line: 2 });
    await eventually(() => shown() === `${own}`, 'the file is in front');
  });

  it('sends the changes in one opened through a link', async () => {
    const saved = await write('work/lab/saved.c', 'a\n');
    await write('work/lab/open.c', 'a\n');
    const folder = path.dirname(path.dirname(saved.fsPath));
    git(folder, 'init', '--quiet');
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--message=start');
    await Promise.all([write('work/lab/saved.c', 'b\n'), write('work/lab/open.c', 'b\n')]);
    await symlink(path.join(folder, 'lab'), path.join(temporary, 'linked'));
    const root = vscode.Uri.file(path.join(temporary, 'linked'));
    await showFolder(root);
    const settings = vscode.workspace.getConfiguration('git');
    const configure = async (enabled?: boolean, parents?: string) => {
      const target = vscode.ConfigurationTarget.Workspace;
      await settings.update('openRepositoryInParentFolders', parents, target);
      await settings.update('enabled', enabled, target);
    };
    await configure(true, 'always');
    try {
      const exported = await vscode.extensions.getExtension('vscode.git')?.activate();
      await eventually(() => exported.enabled, 'git is switched on');
      assert.ok(await exported.getAPI(1).openRepository(vscode.Uri.file(folder)));
      const edit = new vscode.WorkspaceEdit();
      edit.insert(vscode.Uri.joinPath(root, 'open.c'), new vscode.Position(0, 0), '// c\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      const changes = await eventually(async () => {
        const { files: found } = await findChanges(files);
        return found.length === 2 ? found : undefined;
      }, 'both files are found');
      const diffs = (changes as readonly ChangedFile[]).map(({ path: name, outcome }) => [
        name,
        outcome.sendable && outcome.file.diff,
      ]);
      assert.deepEqual(diffs, [
        ['linked/open.c', '@@ -1,1 +1,2 @@\n-a\n+// c\n+b\n'],
        ['linked/saved.c', '@@ -1,1 +1,1 @@\n-a\n+b\n'],
      ]);
    } finally {
      await configure();
    }
  });

  it('finds the files of one that isn’t on disk', async () => {
    const decomposed = 'Übung.c'.normalize('NFD');
    const memory = new MemoryFiles(
      {
        '/lab/src/main.c': main,
        [`/lab/src/${decomposed}`]: main,
        '/lab/out/secret.c': main,
        '/lab/node_modules/x/main.c': main,
      },
      ['/lab/out'],
    );
    const provider = vscode.workspace.registerFileSystemProvider('deskmate-memory', memory);
    try {
      const root = vscode.Uri.parse('deskmate-memory:/lab');
      const own = vscode.Uri.joinPath(root, 'src/main.c');
      await showFolder(root);

      assert.equal(await files.pathOf(own), 'lab/src/main.c');
      assert.equal(await files.pathOf(own.with({ scheme: 'git' })), 'lab/src/main.c');
      for (const name of ['src/main.c', '/lab/src/main.c', 'src\\main.c']) {
        assert.deepEqual(await candidates(name), [['exact', `${own}`]], name);
      }
      for (const name of ['main.c', 'lab/src/main.c', '/home/ann/lab/src/main.c']) {
        assert.deepEqual(await candidates(name), [['ending', `${own}`]], name);
      }
      const composed = await candidates(`src/${decomposed.normalize('NFC')}`);
      assert.deepEqual(composed, [['exact', `${vscode.Uri.joinPath(root, 'src', decomposed)}`]]);
      assert.deepEqual(await candidates('out/secret.c'), []);
      assert.deepEqual(await candidates('secret.c'), []);
      const { uris, isSure } = await files.locationsForNewFile('course/lab/src/new.c');
      assert.deepEqual(
        [isSure, ...uris.map(String)],
        [...[true, `${vscode.Uri.joinPath(root, 'src/new.c')}`]],
      );

      await cards.open('e1', codeCard('main.c', main, 2));
      assert.equal(notes.get('e1'), 'in lab/src/main.c, line 2');
      await eventually(() => shown() === `${own}`, 'the file is in front');
    } finally {
      await showFolder();
      provider.dispose();
    }
  });
});
