import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { eventually } from './api';
import { base, chooseAll, said, theirs, usePatches, yes } from './use-patches';

describe('a patch and what it leaves alone', () => {
  const { scene, patches, inFolder, own, write, patch, textOf, noteOf } = usePatches();

  it('asks again before it changes a file that runs later', async () => {
    await write({ 'package.json': '{}\n', 'main.c': base });
    const card = patch(
      ['package.json', '{}\n', '{"scripts":{}}\n'],
      ['main.c', base, theirs],
      ['.github/workflows/ci.yml', undefined, 'on: push\n'],
    );
    let answer = false;
    const asked: (readonly string[])[] = [];
    scene.dialogs = {
      ...yes,
      warn: async (plans, author) => {
        asked.push([author, ...plans.map(({ path }) => path.slice(inFolder('').length))]);
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

  it('isn’t applied when it was deleted while the user was deciding', async () => {
    await write({ 'main.c': base });
    for (const now of [{ ...said, deleted: true } as LogEntry, undefined]) {
      scene.message = said;
      scene.dialogs = {
        ...yes,
        choose: (question) => {
          scene.message = now;
          return chooseAll(question);
        },
      };
      await assert.rejects(patches.apply('e1', patch(['main.c', base, theirs])), {
        code: 'no-such-message',
      });
      assert.equal(await textOf('main.c'), base);
    }
  });

  it('leaves alone a file that changed after the preview', async () => {
    await write({ 'main.c': base, 'other.c': 'a\n' });
    const card = patch(['main.c', base, theirs], ['other.c', 'a\n', 'b\n']);
    scene.dialogs = {
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

  it('doesn’t change a file that the editor can’t open as text', async () => {
    await write({ 'main.c': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]) });
    await patches.apply('e1', patch(['main.c', base, theirs]));
    assert.equal(noteOf(0), 'your copy is not a text file');
  });

  it('uses what is on disk, not what the editor still remembers', async () => {
    await write({ 'main.c': base });
    await vscode.workspace.openTextDocument(own('main.c'));
    await write({ 'main.c': theirs });
    await eventually(async () => {
      // Opening it makes the editor check the disk.
      await vscode.window.showTextDocument(own('main.c'));
      await patches.preview('e1', patch(['main.c', base, theirs]), 0);
      assert.match(
        noteOf(0) ?? '',
        /^already in your copy$|^your copy has changed on disk; open it/,
      );
      return noteOf(0) === 'already in your copy';
    }, 'the editor has taken it over');
  });

  it('says so when everything is there already', async () => {
    await write({ 'main.c': theirs });
    await patches.apply('e1', patch(['main.c', base, theirs], ['old.c', 'x\n', undefined]));
    assert.deepEqual([0, 1].map(noteOf), ['already in your copy', 'already deleted']);
  });
});
