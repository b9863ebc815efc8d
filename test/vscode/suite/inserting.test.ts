import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { VirtualDocuments } from '../../../src/ui/code/virtual-documents';
import { EditorActions } from '../../../src/ui/panel/editor-actions';
import { eventually, run } from './api';
import { clearOwn, ownFile, writeOwn } from './own-folder';

describe('inserting code at the cursor', () => {
  let desk: EditorActions;

  beforeEach(() => {
    desk = new EditorActions();
  });
  afterEach(async () => {
    desk.dispose();
    await clearOwn();
  });

  it('takes the indentation and the line endings of the file, and can be undone', async () => {
    await writeOwn({ 'insert.c': 'if (a) {\r\n  \r\n}\r\n' });
    const editor = await vscode.window.showTextDocument(ownFile('insert.c'));
    editor.selection = new vscode.Selection(1, 2, 1, 2);
    assert.equal(await desk.insert('    b();\n    c();'), 'done');
    assert.equal(editor.document.getText(), 'if (a) {\r\n  b();\r\n  c();\r\n}\r\n');
    await vscode.commands.executeCommand('undo');
    const { document } = editor;
    await eventually(() => document.getText() === 'if (a) {\r\n  \r\n}\r\n', 'it is undone');
  });

  it('uses the last active editor when the chat is the active tab', async () => {
    await writeOwn({ 'one.c': '', 'two.c': '' });
    const column = { viewColumn: vscode.ViewColumn.One };
    await vscode.window.showTextDocument(ownFile('one.c'), column);
    const beside = { viewColumn: vscode.ViewColumn.Two };
    const two = await vscode.window.showTextDocument(ownFile('two.c'), beside);
    await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
    await run('openInEditor');
    await eventually(
      () => !vscode.window.visibleTextEditors.some(({ viewColumn }) => viewColumn === 1),
      'the chat is the active tab',
    );
    assert.equal(await desk.insert('x'), 'done');
    assert.equal(two.document.getText(), 'x');
  });

  it('says when there is no editor, or only a read-only one', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.equal(await desk.insert('x'), 'no-editor');
    // Another person's text, as a card opens it.
    const documents = new VirtualDocuments((message) => message);
    await vscode.window.showTextDocument(await documents.add('theirs.c', 'a'));
    assert.equal(await desk.insert('x'), 'refused');
  });
});
