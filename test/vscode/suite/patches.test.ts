import assert from 'node:assert/strict';
import { chmod, rm, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { english as t } from '../../../src/strings/translate';
import { applyPlans } from '../../../src/ui/patch/apply-edit';
import { patchDialogs } from '../../../src/ui/patch/apply-pick';
import { inBareRepositories } from '../../../src/ui/patch/bare-repository';
import { canEncode } from '../../../src/ui/patch/encoding';
import { type ApplicablePlan, isApplicable, planFiles } from '../../../src/ui/patch/file-plan';
import { openLocalFile } from '../../../src/ui/patch/local-file';
import { eventually, run } from './api';
import { activeTab, ownFile } from './own-folder';
import { base, said, theirs, usePatches, yes } from './use-patches';

describe('a patch', () => {
  const {
    scene,
    states,
    patches,
    reports,
    notes,
    inFolder,
    own,
    write,
    patch,
    textOf,
    onDisk,
    exists,
    noteOf,
  } = usePatches();

  it('is compared with my own file, and conflicts are shown beside it', async () => {
    const mine = base.replace('line 6\n', 'mine\n');
    await write({ 'main.c': mine });
    await patches.preview('e1', patch(['main.c', base, theirs]), 0);
    assert.equal(noteOf(0), '1 of 2 changes can be applied; 1 conflicts');
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
      'the conflicts are visible',
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
    assert.deepEqual(reports.splice(0), ['e1: 4 of 4']);
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

  it('is told as no longer applied when Undo takes it back, and as applied again after Redo', async () => {
    await write({ 'main.c': base, 'other.c': 'a\nb\n' });
    const card = patch(['main.c', base, theirs], ['other.c', 'a\nb\n', 'a\nc\n']);
    await patches.apply('e1', card);
    await vscode.window.showTextDocument(own('main.c'));
    await vscode.commands.executeCommand('undo');
    await eventually(() => reports.at(-1) === 'e1: nothing', 'nothing is applied');
    assert.deepEqual([0, 1].map(noteOf), ['undone', 'undone']);
    await vscode.commands.executeCommand('redo');
    await eventually(() => reports.at(-1) === 'e1: 2 of 2', 'all of it is applied');
    assert.deepEqual([0, 1].map(noteOf), ['applied', 'applied']);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(own('main.c'), new vscode.Position(29, 0), '// mine\n');
    await vscode.workspace.applyEdit(edit);
    const told = reports.length;
    await vscode.commands.executeCommand('undo');
    await eventually(async () => (await textOf('main.c')) === theirs, 'my own edit is undone');
    await write({ 'other.c': 'a\nb\n' });
    assert.equal(reports.length, told, 'what else is undone isn’t told');
  });

  it('whose rest was applied later is taken back file by file', async () => {
    await write({ 'main.c': base, 'other.c': 'a\nb\n' });
    const card = patch(['main.c', base, theirs], ['other.c', 'a\nb\n', 'a\nc\n']);
    for (const file of [0, 1]) {
      scene.dialogs = { ...yes, choose: async () => [file] };
      await patches.apply('e1', card);
    }
    assert.deepEqual(reports.splice(0), ['e1: 1 of 2', 'e1: 2 of 2']);
    const undo = async (name: string) => {
      await vscode.window.showTextDocument(own(name));
      await vscode.commands.executeCommand('undo');
      return eventually(() => reports.shift(), `undoing ${name} is told`);
    };
    assert.equal(await undo('other.c'), 'e1: 1 of 2');
    assert.deepEqual([0, 1].map(noteOf), ['already in your copy', 'undone']);
    assert.equal(await undo('main.c'), 'e1: nothing');
  });

  it('applied in part, and then again, is taken back step by step', async () => {
    const five = 'line 5\n';
    await write({ 'main.c': base.replace(five, 'mine\n') });
    const card = patch(['main.c', base, theirs]);
    await patches.apply('e1', card);
    assert.equal(noteOf(0), '1 of 2 changes applied');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(own('main.c'), new vscode.Range(5, 0, 6, 0), five);
    await vscode.workspace.applyEdit(edit);
    await patches.apply('e1', card);
    assert.equal(noteOf(0), 'applied');
    assert.deepEqual(reports.splice(0), ['e1: 0 of 1', 'e1: 1 of 1']);
    await vscode.window.showTextDocument(own('main.c'));
    const [first, edited] = [theirs.replace('five\n', 'mine\n'), theirs.replace('five\n', five)];
    const becomes = async (command: 'undo' | 'redo', text: string, report?: string) => {
      await vscode.commands.executeCommand(command);
      await eventually(async () => (await textOf('main.c')) === text, `one ${command}`);
      if (report) assert.equal(await eventually(() => reports.shift(), report), `e1: ${report}`);
    };
    await becomes('undo', edited, '0 of 1');
    assert.equal(noteOf(0), '1 of 2 changes applied');
    await becomes('undo', first);
    await becomes('undo', base.replace(five, 'mine\n'), 'nothing');
    assert.equal(noteOf(0), 'undone');
    await becomes('redo', first, '0 of 1');
    await becomes('redo', edited);
    await becomes('redo', theirs, '1 of 1');
    assert.equal(noteOf(0), 'applied');
  });

  it('that was undone while the room was away says so, and it is told as soon as it is back', async () => {
    await write({ 'main.c': base });
    await patches.apply('e1', patch(['main.c', base, theirs]));
    assert.deepEqual(reports.splice(0), ['e1: 1 of 1']);
    assert.equal(notes.appliedOf('e1'), undefined, 'the message says it');
    scene.away = true;
    await vscode.window.showTextDocument(own('main.c'));
    await vscode.commands.executeCommand('undo');
    await eventually(() => notes.appliedOf('e1') === 'nothing', 'the card says it');
    states.fire();
    assert.deepEqual(reports, []);
    scene.away = false;
    states.fire();
    assert.deepEqual(reports, ['e1: nothing']);
    assert.equal(notes.appliedOf('e1'), undefined);
    states.fire();
    assert.equal(reports.length, 1, 'told once');
  });

  it('of my own is no conflict with itself', async () => {
    scene.message = { ...said, own: true } as typeof said;
    const copies = {
      'main.c': [theirs, 'already in your copy'],
      'half.c': [
        base.replace('line 5\n', 'five\n'),
        '1 of 2 changes already in your copy; the rest fits',
      ],
      'later.c': [
        base.replace('line 5\n', '5\n').replace('line 25\n', '25\n'),
        'you’ve changed it since you sent this',
      ],
    } as const;
    for (const [name, [text, note]] of Object.entries(copies)) {
      await write({ [name]: text });
      await patches.preview('e1', patch([name, base, theirs]), 0);
      assert.equal(noteOf(0), note);
    }
    const merging = ({ label }: vscode.Tab) => label.startsWith('Merging');
    assert.ok(!vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(merging)));
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

  it('reports the outcome of each file when the editor stops halfway', async () => {
    await write({ 'main.c': base, 'old.c': 'old\n', 'taken.c': 'mine\n', 'gone.c': 'x\n' });
    const planned = async (card: ReturnType<typeof patch>) => {
      const plans = await planFiles(card.files, {
        find: async ({ path }) =>
          (await exists(path.slice(inFolder('').length))) ? [ownFile(path)] : [],
        locationsForNewFile: async ({ path }) => ({ uris: [ownFile(path)], isSure: true }),
        choose: async () => undefined,
        identity: async (uri) => uri.toString(),
        open: async (uri) => (uri.path.endsWith('/b.c') ? 'missing' : openLocalFile(uri)),
        inBareRepositories,
        canEncode,
      });
      assert.ok(plans.every(isApplicable));
      return plans;
    };
    const outcomesOf = async (plans: readonly ApplicablePlan[]) => {
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
    // Another program changes files between the last check and the edit.
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
    scene.dialogs = { ...yes, choose: async () => undefined };
    await patches.apply('e1', card);
    assert.equal(await textOf('main.c'), base);
    assert.deepEqual(reports, []);
    scene.dialogs = { ...yes, choose: async () => [0] };
    await patches.apply('e1', card);
    assert.deepEqual(reports, ['e1: 1 of 2']);
    assert.equal(await textOf('main.c'), theirs);
    assert.equal(await exists('new/a.c'), false);
  });

  it('shows all that it changes, and is applied by one Enter in the list beside', async () => {
    await write({ 'main.c': base, 'other.c': 'mine\n' });
    const editors: string[] = [];
    scene.dialogs = {
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

  it('leaves the changed file in front, where Undo takes it back', async () => {
    await write({ 'main.c': base });
    await patches.apply('e1', patch(['main.c', base, theirs]));
    const tab = await activeTab((input) => input instanceof vscode.TabInputText, 'the file');
    assert.equal((tab.input as vscode.TabInputText).uri.toString(), own('main.c').toString());
    const isPreview = ({ input }: vscode.Tab) => input instanceof vscode.TabInputTextDiff;
    assert.ok(!vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isPreview)));
    await vscode.commands.executeCommand('undo');
    await eventually(async () => (await textOf('main.c')) === base, 'the edit is undone');
  });

  it('shows several files beside the chat, when that is an editor tab', async () => {
    await write({ 'main.c': base });
    const card = patch(['main.c', base, theirs], ['new.c', undefined, 'new\n']);
    await run('openInEditor');
    const chat = await activeTab((input) => input instanceof vscode.TabInputWebview, 'the chat');
    scene.dialogs = { ...yes, choose: async () => undefined };
    await patches.apply('e1', card);
    const changes = await activeTab((_, tab) => tab.label.startsWith('Ann’s patch'), 'the changes');
    assert.notEqual(changes.group.viewColumn, chat.group.viewColumn);
    assert.ok(vscode.window.tabGroups.all.some(({ activeTab: tab }) => tab?.label === chat.label));
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
    assert.deepEqual(reports.splice(0), ['e1: 0 of 1']);
  });

  it('opens in the merge editor when it conflicts, without changing anything', async () => {
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
    assert.deepEqual(reports, []);
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

  it('creates new files with their line endings, byte order mark and execute bit', async () => {
    await write({ 'main.c': base });
    const card = patch(
      ['plain.c', undefined, '中\nb'],
      ['windows.c', undefined, '中\nb\n'],
      ['run.sh', undefined, '#!/bin/sh\n'],
    );
    const forms = [{}, { eol: 'crlf', bom: true }, { executable: true }] as const;
    const files = card.files.map((file, index) => ({ ...file, ...forms[index] }));
    let asked: readonly string[] = [];
    scene.dialogs = {
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

  it('edits a file that is locked on disk, and leaves saving to the user', async () => {
    await write({ 'main.c': base });
    await chmod(own('main.c').fsPath, 0o444);
    await patches.apply('e1', patch(['main.c', base, theirs]));
    assert.equal(await textOf('main.c'), theirs);
    assert.equal(await onDisk('main.c'), base);
  });
});
