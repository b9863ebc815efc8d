import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { ExcerptCard } from '../../../src/protocol/card';
import type { LogEntry } from '../../../src/room/log/log-entry';
import { english as t } from '../../../src/strings/translate';
import { CardNotes } from '../../../src/ui/code/card-notes';
import { CodeCards } from '../../../src/ui/code/code-cards';
import { linesHash } from '../../../src/ui/code/line-hash';
import { VirtualDocuments } from '../../../src/ui/code/virtual-documents';
import { WorkspaceFiles } from '../../../src/ui/code/workspace-files';
import { eventually, run } from './api';
import {
  activeTab,
  clearOwn,
  codeCard,
  frontEditor,
  isInFront,
  ownFile,
  writeOwn,
} from './own-folder';

const main = 'int main(void) {\n  int first = 1;\n  int second = 2;\n  return first;\n}\n';

describe('a code card', () => {
  const notes = new CardNotes();
  const documents = new VirtualDocuments(t, 'deskmate-cards');
  const said = { kind: 'message', authorName: 'Ann', own: false } as LogEntry;
  const files = new WorkspaceFiles();
  const cards = new CodeCards({ files, documents, notes, entry: () => said, t });
  let provider: vscode.Disposable;

  before(() => {
    provider = documents.register();
  });
  // The editor remembers a file that was open for a while, so tests don't share names.
  afterEach(clearOwn);
  after(() => provider.dispose());

  const isTheirs = ({ uri }: vscode.TextDocument) => uri.scheme === documents.scheme;
  const isNamed = (name: string) => (document: vscode.TextDocument) =>
    isTheirs(document) && document.uri.path.startsWith(`/${name}`);
  const open = async (card: ExcerptCard) => {
    await cards.open('e1', card);
    return notes.get('e1');
  };

  it('opens the lines where they are, and selects them', async () => {
    await writeOwn({ 'src/main.c': main });
    assert.equal(await open(codeCard('src/main.c', main, 2, 3)), undefined);
    await isInFront({ file: 'src/main.c', from: '2:1', to: '3:18' });
  });

  it('ignores line endings and a byte order mark', async () => {
    await writeOwn({ 'windows.c': `\ufeff${main.replaceAll('\n', '\r\n')}` });
    assert.equal(await open(codeCard('windows.c', main, 1, 3)), undefined);
    await isInFront({ file: 'windows.c', from: '1:1', to: '3:18' });
    await writeOwn({ 'windows.c': main });
    const windows = main.replaceAll('\n', '\r\n');
    assert.equal(await open(codeCard('windows.c', windows, 1, 3)), undefined);
  });

  it('finds lines that have moved, the nearest when there are two', async () => {
    const part = '  int first = 1;\n  int second = 2;\n';
    await writeOwn({ 'moved.c': `${part}\n\n${'// more\n'.repeat(9)}${main}` });
    assert.equal(
      await open(codeCard('moved.c', `${'\n'.repeat(9)}${main}`, 11, 12)),
      'moved to lines 15–16',
    );
    await isInFront({ file: 'moved.c', from: '15:1', to: '16:18' });
  });

  it('takes unsaved text into account', async () => {
    await writeOwn({ 'unsaved.c': main });
    const editor = await vscode.window.showTextDocument(ownFile('unsaved.c'));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// new\n'));
    assert.equal(await open(codeCard('unsaved.c', main, 2)), 'moved to line 3');
    assert.equal(await open(codeCard('unsaved.c', '// new\n', 1)), undefined);
    await isInFront({ file: 'unsaved.c', from: '1:1', to: '1:7' });
  });

  it('finds the lines in another file of that name, the equal one first', async () => {
    await writeOwn({
      'deep/src/main.c': `// longer\n${main}`,
      'lib/main.c': main,
      'main.c': 'another program\n',
    });
    const card = codeCard('src/main.c', main, 2, 3);
    assert.equal(await open(card), 'in lib/main.c, lines 2–3');
    assert.equal(await open({ ...card, hash: 'x'.repeat(43) }), 'in deep/src/main.c, lines 3–4');
    await isInFront({ file: 'deep/src/main.c', from: '3:1', to: '4:18' });
  });

  it('compares theirs with mine when mine is different, and says so', async () => {
    await writeOwn({ 'src/main.c': main });
    const theirs = main.replace('second = 2', 'second = 3');
    assert.equal(await open(codeCard('src/main.c', theirs, 2, 3)), 'differs from your copy');
    const tab = await activeTab(
      (input) => input instanceof vscode.TabInputTextDiff,
      'a comparison',
    );
    const { original, modified } = tab.input as vscode.TabInputTextDiff;
    assert.equal(tab.label, 'Ann’s main.c ↔ yours');
    assert.equal(modified.toString(), ownFile('src/main.c').toString());
    assert.equal(original.scheme, documents.scheme);
    const left = await vscode.workspace.openTextDocument(original);
    // Their lines replace mine in my text: the rest of their file is unknown here.
    assert.equal(left.getText(), theirs);
    assert.equal(left.languageId, 'c');
    await isInFront({ file: 'src/main.c', from: '2:1' }, 'the cursor is in my copy');
  });

  it('compares with the only file that can match', async () => {
    await writeOwn({ 'far/src/main.c': main });
    const theirs = main.replace('second = 2', 'second = 3');
    assert.equal(await open(codeCard('src/main.c', theirs, 3)), 'differs from your copy');
    await activeTab((input) => input instanceof vscode.TabInputTextDiff, 'a comparison');
  });

  it('shows a file that I don’t have in a document of its own, in its language', async () => {
    const card = codeCard('src/other.c', main, 2, 3);
    assert.equal(await open(card), 'you don’t have this file');
    const { document } = await frontEditor(isTheirs, 'their text');
    assert.equal(document.getText(), card.text);
    assert.equal(document.languageId, 'c');
    const untitled = codeCard('Untitled-1', main, 1);
    assert.equal(await open({ ...untitled, language: 'cpp' }), 'you don’t have this file');
    await frontEditor(({ languageId }) => languageId === 'cpp', 'a document in C++');
  });

  it('compares nothing with a file that isn’t text', async () => {
    await writeOwn({ 'binary.c': new Uint8Array([0, 1, 2, 0, 255, 0]) });
    assert.equal(await open(codeCard('binary.c', main, 1)), 'can’t be compared with your copy');
    await frontEditor(isTheirs, 'their text');
  });

  it('puts the cursor at an error, even when the line has moved', async () => {
    await writeOwn({ 'error.c': `\n\n${main}` });
    const at = { line: 3, column: 7, endLine: 3, endColumn: 13 };
    const error = { severity: 'error', message: 'unused', at } as const;
    const card = { ...codeCard('error.c', main, 1, 5), ...error, type: 'error' } as const;
    assert.equal(await open(card), 'moved to lines 3–7');
    await isInFront({ file: 'error.c', from: '5:7', to: '5:7' });
    await open({ ...card, path: 'gone.c' });
    await isInFront({ from: '3:7' });
  });

  it('removes its note when the lines are in their place again', async () => {
    await writeOwn({ 'note.c': `\n${main}` });
    assert.equal(await open(codeCard('note.c', main, 2)), 'moved to line 3');
    const editor = await frontEditor(({ uri }) => uri.path.endsWith('/note.c'), 'my copy');
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 1, 0)));
    assert.equal(await open(codeCard('note.c', main, 2)), undefined);
  });

  it('keeps the chat visible when it is an editor tab', async () => {
    await writeOwn({ 'chat.c': main });
    await run('openInEditor');
    const isChat = (input: unknown) =>
      input instanceof vscode.TabInputWebview && input.viewType.endsWith('deskmate.editor');
    const chat = await activeTab(isChat, 'the chat');
    await open(codeCard('chat.c', main, 2));
    assert.notEqual(vscode.window.activeTextEditor?.viewColumn, chat.group.viewColumn);
    assert.ok(chat.isActive);
  });

  it('loads nothing that its text names, in any language', async () => {
    const asked: string[] = [];
    const web = createServer((request, response) => {
      asked.push(`${request.url}`);
      response.setHeader('content-type', 'application/json').end('{}');
    });
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    try {
      const { port } = web.address() as AddressInfo;
      const naming = (schema: string) => `{ "$schema": "http://127.0.0.1:${port}/${schema}" }`;
      const languages: string[] = [];
      for (const name of ['theirs.json', 'tsconfig.json', '.babelrc', 'unknown', 'theirs.py']) {
        await open({ ...codeCard(name, naming(name), 1), language: 'json' });
        const { document } = await frontEditor(isNamed(name), name);
        languages.push(document.languageId);
        assert.match(document.getText(), /\$schema/);
      }
      assert.deepEqual(languages, ['plaintext', 'plaintext', 'plaintext', 'plaintext', 'python']);
      // The editor does load what the reader's own file names.
      await writeOwn({ 'own.json': naming('own') });
      await vscode.window.showTextDocument(ownFile('own.json'));
      await eventually(() => asked.includes('/own'), 'the schema of the own file is asked for');
      assert.deepEqual(asked, ['/own']);
    } finally {
      web.closeAllConnections();
      web.close();
    }
  });

  it('opens in no language whose tools turn its text into command links', async () => {
    const text = '[a](command:x) <a href="command:x">b</a>';
    for (const name of ['linked.md', 'linked.html', 'linked.css', 'linked.less', 'linked']) {
      await open({ ...codeCard(name, text, 1), language: 'markdown' });
      const { document } = await frontEditor(isNamed(name), name);
      assert.equal(document.languageId, 'plaintext', name);
    }
  });

  describe('of a notebook', () => {
    const notebook = (...cells: readonly string[]) =>
      JSON.stringify({
        cells: cells.map((source) => ({
          ...{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [] },
          source: source.split(/(?<=\n)/),
        })),
        ...{ metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 },
      });
    const inCell = (name: string, cell: number, source: string, line: number) => ({
      ...codeCard(name, source, line),
      ...{ cell, language: 'python' },
    });
    /** Which cell has the cursor, and on which line. */
    const shown = () =>
      eventually(() => {
        const { activeNotebookEditor: editor, activeTextEditor: text } = vscode.window;
        if (!editor || text?.document.uri.scheme !== 'vscode-notebook-cell') return undefined;
        const cell = editor.notebook.getCells().find(({ document }) => document === text.document);
        return cell && { cell: cell.index + 1, line: text.selection.start.line + 1 };
      }, 'a cell is active');

    it('names the cell, and opens it', async () => {
      const [first, second] = ['import socket\n', 's = socket.socket()\ns.connect(a)\n'];
      await writeOwn({ 'lab/lab.ipynb': notebook(first, second) });
      const own = await vscode.workspace.openNotebookDocument(ownFile('lab/lab.ipynb'));
      const { uri } = own.cellAt(1).document;
      assert.deepEqual(await files.sourceOf(uri), { path: 'lab/lab.ipynb', cell: 2 });
      assert.equal(await open(inCell('lab/lab.ipynb', 2, second, 2)), undefined);
      assert.deepEqual(await shown(), { cell: 2, line: 2 });
    });

    it('finds lines that have moved to another cell or line, and compares others', async () => {
      const mine = ['# new\n', 'import socket\n', '\ns = socket.socket()\ns.connect(a)\n'];
      await writeOwn({ 'lab/other.ipynb': notebook(...mine) });
      const theirs = 's = socket.socket()\ns.connect(a)\n';
      assert.equal(await open(inCell('lab/other.ipynb', 2, theirs, 2)), 'moved to cell 3');
      assert.deepEqual(await shown(), { cell: 3, line: 3 });
      assert.equal(await open(inCell('lab/other.ipynb', 3, theirs, 2)), 'moved to line 3');
      const changed = await open(
        inCell('lab/other.ipynb', 3, theirs.replace('connect', 'bind'), 2),
      );
      assert.equal(changed, 'differs from your copy');
      const { input } = await activeTab((tab) => tab instanceof vscode.TabInputTextDiff, 'a diff');
      const { modified } = input as vscode.TabInputTextDiff;
      assert.equal(modified.scheme, 'vscode-notebook-cell');
    });
  });

  describe('and a place named in a text', () => {
    it('lead to the line and column, or to the nearest existing ones', async () => {
      await writeOwn({ 'src/main.c': main });
      await cards.openReference({ path: 'src/main.c', line: 3, column: 7 });
      await isInFront({ file: 'src/main.c', from: '3:7', to: '3:7' });
      await cards.openReference({ path: './src/main.c', line: 2 });
      await isInFront({ from: '2:1' });
      await cards.openReference({ path: 'main.c', line: 9_000_000, column: 9_000_000 });
      await isInFront({ file: 'src/main.c', from: '6:1', to: '6:1' });
    });

    const clearEditors = () => vscode.commands.executeCommand('workbench.action.closeAllEditors');

    it('is found whatever path a tool printed, even amid Chinese', async () => {
      await writeOwn({ 'src/main.c': main, '实验/主程序.c': main });
      const own = ownFile('src/main.c').fsPath;
      for (const path of [own, 'C:\\lab\\src\\main.c', '/home/ann/main.c', 'x/main.c']) {
        await clearEditors();
        await cards.openReference({ path, line: 2 });
        await isInFront({ file: 'src/main.c', from: '2:1', to: '2:1' }, path);
      }
      await cards.openReference({ path: '请看和主程序.c', line: 3 });
      await isInFront({ file: '实验/主程序.c', from: '3:1', to: '3:1' });
    });

    it('lead to where the quoted or selected lines are in the own copy', async () => {
      await writeOwn({ 'src/moved.c': `// new\r\n\r\n${main.replaceAll('\n', '\r\n')}` });
      const [, second = '', third = ''] = main.split('\n');
      await cards.openReference({ path: 'src/moved.c', line: 3, quoted: third.trim() });
      await isInFront({ from: '5:1' });
      const hash = linesHash([second, third]) ?? assert.fail();
      await cards.openReference({ path: 'src/moved.c', line: 2, endLine: 3, hash });
      await isInFront({ from: '4:1' });
      await cards.openReference({ path: 'src/moved.c', line: 3, quoted: 'gone(1);' });
      await isInFront({ from: '3:1' });
    });

    it('lead nowhere when there is no such file', async () => {
      await cards.openReference({ path: 'gone.c', line: 1 });
      await cards.openReference({ path: '../main.c/x', line: 1 });
      await eventually(() => !vscode.window.activeTextEditor, 'no editor is open');
    });
  });
});
