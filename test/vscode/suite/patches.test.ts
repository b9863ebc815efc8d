import assert from 'node:assert/strict';
import { chmod, readFile, rm, stat, symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { english as t } from '../../../src/strings/translate';
import { CardNotes } from '../../../src/ui/code/card-notes';
import { VirtualDocuments } from '../../../src/ui/code/virtual-documents';
import { FolderFiles } from '../../../src/ui/code/workspace-files';
import { applyPlans } from '../../../src/ui/patch/apply-edit';
import { type PatchDialogs, patchDialogs } from '../../../src/ui/patch/apply-pick';
import { inBareRepositories } from '../../../src/ui/patch/bare-repository';
import { canEncode } from '../../../src/ui/patch/encoding';
import { type Applicable, isApplicable, planFiles } from '../../../src/ui/patch/file-plan';
import { makeDiff } from '../../../src/ui/patch/make';
import { openOwnFile } from '../../../src/ui/patch/own-file';
import { Patches } from '../../../src/ui/patch/patches';
import { eventually, run } from './api';
import { activeTab, clearOwn, ownFile, writeOwn } from './own-folder';
import { withoutAutoSave } from './without-auto-save';

const base = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('');
const theirs = base.replace('line 5\n', 'five\n').replace('line 25\n', 'twenty-five\n');

describe('a patch', () => {
  withoutAutoSave();
  const notes = new CardNotes();
  const documents = new VirtualDocuments(t, 'deskmate-patches');
  const said = { kind: 'message', authorName: 'Ann', own: false } as LogEntry;
  /** The message with the patch, as it is now. */
  let message: LogEntry | undefined;
  /** What the patch's author was told. */
  const told: string[] = [];
  /** What the person does next; each test says it. */
  let dialogs: PatchDialogs;
  const patches = new Patches({
    files: new FolderFiles(),
    documents,
    notes,
    entry: () => message,
    tellApplied: (id, applied) => told.push(`${id}: ${applied.files} of ${applied.of}`),
    t,
    dialogs: {
      choose: (question) => dialogs.choose(question),
      which: (path, places) => dialogs.which(path, places),
      warn: (plans, author) => dialogs.warn(plans, author),
    },
  });
  let provider: vscode.Disposable;

  const chooseAll: PatchDialogs['choose'] = async ({ plans }) =>
    plans.flatMap((plan, file) => (isApplicable(plan) ? file : []));
  const yes: PatchDialogs = {
    choose: chooseAll,
    which: async (_, [first]) => first,
    warn: async () => assert.fail('warned of files that nobody runs'),
  };
  /** Each test has a folder of its own: the editor keeps closed documents for a while. */
  let folder = '';
  let count = 0;
  const inFolder = (name: string) => `${folder}/${name}`;
  const own = (name: string) => ownFile(inFolder(name));
  const write = (files: Readonly<Record<string, string | Uint8Array>>) =>
    writeOwn(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [inFolder(name), text])),
    );
  /** A patch from one state of the folder to another. */
  const patch = (...files: [name: string, from: string | undefined, to: string | undefined][]) => ({
    type: 'patch' as const,
    files: files.map(([name, from, to]) => {
      const made = makeDiff(from, to);
      assert.ok(made.state === 'changed');
      return { path: inFolder(name), change: made.change, diff: made.diff };
    }),
  });
  const textOf = async (name: string) =>
    (await vscode.workspace.openTextDocument(own(name))).getText();
  const onDisk = (name: string) => readFile(own(name).fsPath, 'utf8');
  const exists = (name: string) =>
    stat(own(name).fsPath).then(
      () => true,
      () => false,
    );
  const noteOf = (file: number) => notes.get('e1', file);

  before(() => {
    provider = documents.register();
  });
  beforeEach(() => {
    told.length = 0;
    dialogs = yes;
    message = said;
    count += 1;
    folder = `patch-${count}`;
  });
  afterEach(async () => {
    await clearOwn();
    notes.clear();
  });
  after(() => provider.dispose());

  it('is compared with my own file; what does not fit is shown beside it', async () => {
    const mine = base.replace('line 6\n', 'mine\n');
    await write({ 'main.c': mine });
    await patches.preview('e1', patch(['main.c', base, theirs]), 0);
    assert.equal(noteOf(0), '1 of 2 changes fit, 1 conflicts');
    const tab = await activeTab((input) => input instanceof vscode.TabInputTextDiff, 'the diff');
    assert.equal(tab.label, 'main.c: your copy ↔ with Ann’s patch');
    const { original, modified } = tab.input as vscode.TabInputTextDiff;
    assert.equal(original.toString(), own('main.c').toString());
    const shown = await vscode.workspace.openTextDocument(modified);
    assert.equal(shown.getText(), mine.replace('line 25\n', 'twenty-five\n'));
    assert.equal(shown.languageId, 'c');
    const conflicts = await eventually(
      () =>
        vscode.window.visibleTextEditors.find(({ document }) =>
          document.uri.path.endsWith('main.c.conflicts.diff'),
        ),
      'the conflicts are in sight',
    );
    const text = conflicts.document.getText();
    assert.match(text, /^# patch-\d+\/main\.c\n# 1 change doesn’t fit your copy\n\n@@ /);
    assert.match(text, /-line 5\n\+five\n/);
    assert.doesNotMatch(text, /twenty-five/);
    assert.equal(conflicts.document.languageId, 'diff');
    assert.equal(await onDisk('main.c'), mine);
    assert.equal(await textOf('main.c'), mine);
  });

  it('is applied in one edit, which stays unsaved and can be undone', async () => {
    await write({ 'src/main.c': base, 'old.c': 'old\n', 'other.c': 'a\nb\n' });
    const card = patch(
      ['src/main.c', base, theirs],
      ['old.c', 'old\n', undefined],
      ['new/deep.c', undefined, 'new\n'],
      ['other.c', 'a\nb\n', 'a\nc\n'],
    );
    await patches.apply('e1', card);
    assert.deepEqual([0, 1, 2, 3].map(noteOf), ['applied', 'deleted', 'created', 'applied']);
    assert.deepEqual(told.splice(0), ['e1: 4 of 4']);
    assert.equal(await textOf('src/main.c'), theirs);
    assert.equal(await textOf('other.c'), 'a\nc\n');
    assert.equal(await onDisk('src/main.c'), base);
    assert.equal(await onDisk('new/deep.c'), 'new\n');
    assert.equal(await exists('old.c'), false);
    await vscode.window.showTextDocument(own('src/main.c'));
    await vscode.commands.executeCommand('undo');
    await eventually(async () => (await textOf('src/main.c')) === base, 'the edit is undone');
    await eventually(async () => (await textOf('other.c')) === 'a\nb\n', 'the other one, too');
    await eventually(async () => await exists('old.c'), 'the deleted file is back');
    await eventually(async () => !(await exists('new/deep.c')), 'the new file is gone');
    assert.equal(await onDisk('old.c'), 'old\n');
  });

  it('is applied when it only adds or only deletes files', async () => {
    await write({ 'old.c': 'old\n', 'older.c': '', 'main.c': base });
    await patches.apply('e1', patch(['a.c', undefined, 'a\n'], ['deep/er/b.c', undefined, '']));
    assert.deepEqual([0, 1].map(noteOf), ['created', 'created']);
    assert.deepEqual([await onDisk('a.c'), await onDisk('deep/er/b.c')], ['a\n', '']);
    await patches.apply('e1', patch(['old.c', 'old\n', undefined], ['older.c', '', undefined]));
    assert.deepEqual([0, 1].map(noteOf), ['deleted', 'deleted']);
    assert.deepEqual([await exists('old.c'), await exists('older.c')], [false, false]);
  });

  it('says of each file what the editor did when it stops halfway', async () => {
    await write({ 'main.c': base, 'old.c': 'old\n', 'taken.c': 'mine\n', 'gone.c': 'x\n' });
    const planned = async (card: ReturnType<typeof patch>) => {
      const plans = await planFiles(card.files, {
        find: async ({ path }) =>
          (await exists(path.slice(folder.length + 1))) ? [ownFile(path)] : [],
        placesFor: async ({ path }) => ({ uris: [ownFile(path)], isSure: true }),
        choose: async () => undefined,
        identity: async (uri) => uri.toString(),
        open: async (uri) => (uri.path.endsWith('/b.c') ? 'missing' : openOwnFile(uri)),
        inBareRepositories,
        canEncode,
      });
      assert.ok(plans.every(isApplicable));
      return plans;
    };
    const outcomesOf = async (plans: readonly Applicable[]) => {
      const outcomes = await applyPlans(plans);
      return plans.map((plan) => outcomes.get(plan));
    };
    const plans = await planned(
      patch(
        ['a.c', undefined, 'a\n'],
        // Its folder is a file.
        ['taken.c/b.c', undefined, 'b\n'],
        ['main.c', base, theirs],
        ['old.c', 'old\n', undefined],
      ),
    );
    const outcomes = await outcomesOf(plans);
    assert.deepEqual(
      outcomes.map((outcome) => outcome === 'done'),
      [await exists('a.c'), false, (await textOf('main.c')) === theirs, !(await exists('old.c'))],
    );
    assert.equal(outcomes[1], 'failed');
    // What another program did between the last look and the edit.
    const late = await planned(patch(['new.c', undefined, 'n\n'], ['gone.c', 'x\n', undefined]));
    await write({ 'new.c': 'mine\n' });
    assert.deepEqual((await outcomesOf(late.slice(0, 1)))[0], 'failed');
    assert.equal(await onDisk('new.c'), 'mine\n');
    await rm(own('gone.c').fsPath);
    assert.deepEqual(await outcomesOf(late.slice(1)), ['done']);
  });

  it('writes only what was chosen', async () => {
    await write({ 'main.c': base });
    const card = patch(['main.c', base, theirs], ['new/a.c', undefined, 'a\n']);
    dialogs = { ...yes, choose: async () => undefined };
    await patches.apply('e1', card);
    assert.equal(await textOf('main.c'), base);
    assert.deepEqual(told, []);
    dialogs = { ...yes, choose: async () => [0] };
    await patches.apply('e1', card);
    assert.deepEqual(told, ['e1: 1 of 2']);
    assert.equal(await textOf('main.c'), theirs);
    assert.equal(await exists('new/a.c'), false);
  });

  it('asks once more before it changes what runs later', async () => {
    await write({ 'package.json': '{}\n', 'main.c': base });
    const card = patch(
      ['package.json', '{}\n', '{"scripts":{}}\n'],
      ['main.c', base, theirs],
      ['.github/workflows/ci.yml', undefined, 'on: push\n'],
    );
    let answer = false;
    const asked: (readonly string[])[] = [];
    dialogs = {
      ...yes,
      warn: async (plans, author) => {
        asked.push([author, ...plans.map(({ path }) => path.slice(folder.length + 1))]);
        return answer;
      },
    };
    await patches.apply('e1', card);
    assert.equal(await textOf('main.c'), base);
    answer = true;
    await patches.apply('e1', card);
    assert.deepEqual([0, 1, 2].map(noteOf), ['applied', 'applied', 'created']);
    const question = ['Ann', 'package.json', '.github/workflows/ci.yml'];
    assert.deepEqual(asked, [question, question]);
  });

  it('is not applied when it was taken back while the person thought about it', async () => {
    await write({ 'main.c': base });
    for (const now of [{ ...said, deleted: true } as LogEntry, undefined]) {
      message = said;
      dialogs = {
        ...yes,
        choose: (question) => {
          message = now;
          return chooseAll(question);
        },
      };
      await assert.rejects(patches.apply('e1', patch(['main.c', base, theirs])), {
        code: 'no-such-message',
      });
      assert.equal(await textOf('main.c'), base);
    }
  });

  it('shows all that it changes, and is applied by one Enter in the list beside', async () => {
    await write({ 'main.c': base, 'other.c': 'mine\n' });
    const editors: string[] = [];
    dialogs = {
      ...yes,
      choose: (question) => {
        const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
        editors.push(tab?.label ?? '');
        return patchDialogs(t).choose(question);
      },
    };
    const card = patch(
      ['other.c', 'a\n', 'b\n'],
      ['new.c', undefined, 'new\n'],
      ['main.c', base, theirs],
    );
    const applied = patches.apply('e1', card).then(() => 'applied');
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return noteOf(1) === 'created';
    }, 'the new file is there');
    await applied;
    assert.deepEqual(editors, ['Ann’s patch (2 files)']);
    assert.equal(await textOf('main.c'), theirs);
    assert.equal(await textOf('other.c'), 'mine\n');
    assert.equal(noteOf(0), 'conflict; left unchanged');
  });

  it('shows several files beside the chat, when that is an editor tab', async () => {
    await write({ 'main.c': base });
    const card = patch(['main.c', base, theirs], ['new.c', undefined, 'new\n']);
    await run('openInEditor');
    const chat = await activeTab((input) => input instanceof vscode.TabInputWebview, 'the chat');
    dialogs = { ...yes, choose: async () => undefined };
    await patches.apply('e1', card);
    const changes = await activeTab((_, tab) => tab.label.startsWith('Ann’s patch'), 'the changes');
    assert.notEqual(changes.group.viewColumn, chat.group.viewColumn);
    assert.ok(vscode.window.tabGroups.all.some(({ activeTab: tab }) => tab?.label === chat.label));
  });

  it('leaves a file that changed after the preview', async () => {
    await write({ 'main.c': base, 'other.c': 'a\n' });
    const card = patch(['main.c', base, theirs], ['other.c', 'a\n', 'b\n']);
    dialogs = {
      ...yes,
      choose: async (question) => {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(own('main.c'), new vscode.Position(0, 0), '// mine\n');
        assert.ok(await vscode.workspace.applyEdit(edit));
        return chooseAll(question);
      },
    };
    await patches.apply('e1', card);
    assert.equal(await textOf('main.c'), `// mine\n${base}`);
    assert.equal(await textOf('other.c'), 'b\n');
    assert.deepEqual([0, 1].map(noteOf), [
      'changed since you viewed it; left unchanged',
      'applied',
    ]);
  });

  it('applies what fits and leaves the conflict alone, in a moved text with unsaved changes', async () => {
    const mine = `// mine\n${base.replace('line 6\n', 'line six\n')}`;
    await write({ 'main.c': base });
    const edit = new vscode.WorkspaceEdit();
    edit.replace(own('main.c'), new vscode.Range(0, 0, 99, 0), mine);
    await vscode.workspace.applyEdit(edit);
    await patches.apply('e1', patch(['main.c', base, theirs]));
    assert.equal(await textOf('main.c'), mine.replace('line 25\n', 'twenty-five\n'));
    assert.equal(noteOf(0), '1 of 2 changes applied');
    assert.deepEqual(told.splice(0), ['e1: 0 of 1']);
  });

  it('opens in the merge editor where it conflicts, and changes nothing by that', async () => {
    const own5 = base.replace('line 5\n', 'my five\n');
    await write({ 'main.c': own5.replaceAll('\n', '\r\n') });
    const card = patch(['main.c', base, base.replace('line 5\n', 'five\n')]);
    await patches.preview('e1', card, 0);
    assert.equal(noteOf(0), 'conflict; left unchanged');
    type Merge = Record<'base' | 'input1' | 'input2' | 'result', vscode.Uri>;
    const { input } = await activeTab(
      (it) => (it as Partial<Merge>).result !== undefined,
      'the merge editor',
    );
    const { base: before, input1, input2, result } = input as Merge;
    assert.equal(result.toString(), own('main.c').toString());
    const shown = async (uri: vscode.Uri) => {
      const document = await vscode.workspace.openTextDocument(uri);
      assert.equal(document.eol, vscode.EndOfLine.CRLF);
      return document.getText().replaceAll('\r\n', '\n');
    };
    assert.deepEqual(
      [await shown(before), await shown(input1), await shown(input2)],
      [base, base.replace('line 5\n', 'five\n'), own5],
    );
    assert.equal(await shown(result), own5);
    assert.deepEqual(told, []);
  });

  it('keeps CRLF, a byte order mark and a last line without an end', async () => {
    const windows = (text: string) => text.replaceAll('\n', '\r\n');
    await write({
      'bom.c': `\ufeff${windows(base)}`,
      'main.c': windows('a\nb'),
      'other.c': 'a\r\nb\nc\r\n',
    });
    await patches.apply(
      'e1',
      patch(
        ['bom.c', base, theirs],
        ['main.c', 'a\nb', 'a\nc'],
        ['other.c', 'a\nb\nc\n', 'a\nx\nc\n'],
      ),
    );
    for (const name of ['bom.c', 'main.c', 'other.c']) {
      const document = await vscode.workspace.openTextDocument(own(name));
      assert.ok(await document.save(), name);
    }
    assert.equal(await onDisk('bom.c'), `\ufeff${windows(theirs)}`);
    assert.equal(await onDisk('main.c'), 'a\r\nc');
    // The editor gives a document one kind of line ending.
    assert.equal((await onDisk('other.c')).replaceAll('\r\n', '\n'), 'a\nx\nc\n');
  });

  it('makes new files with their line ends, byte order mark and execute bit', async () => {
    await write({ 'main.c': base });
    const card = patch(
      ['plain.c', undefined, '中\nb'],
      ['windows.c', undefined, '中\nb\n'],
      ['run.sh', undefined, '#!/bin/sh\n'],
    );
    const forms = [{}, { eol: 'crlf', bom: true }, { executable: true }] as const;
    const files = card.files.map((file, index) => ({ ...file, ...forms[index] }));
    let asked: readonly string[] = [];
    dialogs = {
      ...yes,
      warn: async (plans) => {
        asked = plans.map(({ path }) => path);
        return true;
      },
    };
    await patches.apply('e1', { ...card, files });
    assert.deepEqual([0, 1, 2].map(noteOf), ['created', 'created', 'created']);
    assert.equal(await onDisk('plain.c'), '中\nb');
    assert.equal(await onDisk('windows.c'), '\ufeff中\r\nb\r\n');
    const runs = async (name: string) => ((await stat(own(name).fsPath)).mode & 0o111) !== 0;
    assert.deepEqual([await runs('plain.c'), await runs('run.sh')], [false, true]);
    assert.deepEqual(asked, [inFolder('run.sh')]);
  });

  it('is found when its sender has opened another folder of the same project', async () => {
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
    dialogs = { ...yes, which: async () => assert.fail('asked although it is clear') };
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
    dialogs = { ...answering(undefined), choose: async () => assert.fail('nothing is to be done') };
    await patches.apply('e1', card);
    assert.equal(noteOf(0), 'its location is unclear; Apply asks');
    dialogs = answering(0);
    await patches.apply('e1', card);
    assert.equal(noteOf(0), 'applied');
    const texts = [await textOf('a/server.py'), await textOf('b/server.py')];
    assert.deepEqual(texts.toSorted(), [base, theirs].toSorted());
    assert.deepEqual(asked, [
      ['/a/server.py', '/b/server.py', 'server.py'],
      ['/a/server.py', '/b/server.py', 'server.py'],
    ]);
  });

  it('touches nothing outside, and no folder that tools obey', async () => {
    await write({ '.vscode/tasks.json': '{}\n' });
    const hostile = patch(
      ['.vscode/tasks.json', '{}\n', '{"x":1}\n'],
      ['.git/hooks/pre-commit', undefined, 'echo\n'],
      ['../outside.c', undefined, 'x\n'],
      ['main.c', base, theirs],
    );
    hostile.files.push({ path: 'x.c', change: 'modified', diff: '@@ -9999999999 +1 @@\n' });
    dialogs = {
      choose: async () => assert.fail('asked although nothing can be done'),
      which: async () => assert.fail('asked although nothing can be done'),
      warn: async () => assert.fail('asked although nothing can be done'),
    };
    await patches.apply('e1', hostile);
    assert.deepEqual([0, 1, 2, 3, 4].map(noteOf), [
      ...Array.from({ length: 3 }, () => 'in a place that patches can’t change'),
      'you don’t have this file',
      'can’t be read',
    ]);
    assert.equal(await onDisk('.vscode/tasks.json'), '{}\n');
    assert.equal(await exists('.git'), false);
    assert.equal(await exists('../outside.c'), false);
    for (const file of hostile.files.keys()) await patches.preview('e1', hostile, file);
  });

  it('reaches no such folder by a link either', async () => {
    await write({ '.vscode/tasks.json': '{}\n', 'main.c': base });
    // On Windows a link to a folder takes no privilege when it is a junction, which is absolute.
    await symlink(own('.vscode').fsPath, own('settings').fsPath, 'junction');
    const hostile = patch(
      ['settings/tasks.json', '{}\n', '{"x":1}\n'],
      ['settings/tasks.json', '{}\n', undefined],
      ['settings/launch.json', undefined, '{}\n'],
    );
    for (const file of hostile.files) {
      await patches.apply('e1', { ...hostile, files: [file] });
      assert.equal(noteOf(0), 'in a place that patches can’t change');
    }
    assert.equal(await onDisk('.vscode/tasks.json'), '{}\n');
    assert.equal(await exists('.vscode/launch.json'), false);
  });

  it('makes, completes and touches no repository without a working tree', async () => {
    const added = (...names: string[]) =>
      patch(...names.map((name) => [name, undefined, 'x\n'] as [string, undefined, string]));
    const refused = 'in a place that patches can’t change';
    dialogs = { ...yes, choose: async () => [] };
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

  it('does not change what the editor could not open as text', async () => {
    await write({ 'main.c': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]) });
    await patches.apply('e1', patch(['main.c', base, theirs]));
    assert.equal(noteOf(0), 'your copy is not a text file');
  });

  it('goes by what is on disk, not by what the editor still remembers', async () => {
    await write({ 'main.c': base });
    await vscode.workspace.openTextDocument(own('main.c'));
    await write({ 'main.c': theirs });
    await eventually(async () => {
      // Opening it makes the editor look.
      await vscode.window.showTextDocument(own('main.c'));
      await patches.preview('e1', patch(['main.c', base, theirs]), 0);
      assert.match(noteOf(0) ?? '', /^already there$|^your copy has changed on disk; open it/);
      return noteOf(0) === 'already there';
    }, 'the editor has taken it over');
  });

  it('says so when everything is there already', async () => {
    await write({ 'main.c': theirs });
    await patches.apply('e1', patch(['main.c', base, theirs], ['old.c', 'x\n', undefined]));
    assert.deepEqual([0, 1].map(noteOf), ['already there', 'already gone']);
  });

  it('edits a file that is locked on disk, and leaves saving to the person', async () => {
    await write({ 'main.c': base });
    await chmod(own('main.c').fsPath, 0o444);
    await patches.apply('e1', patch(['main.c', base, theirs]));
    assert.equal(await textOf('main.c'), theirs);
    assert.equal(await onDisk('main.c'), base);
  });
});
