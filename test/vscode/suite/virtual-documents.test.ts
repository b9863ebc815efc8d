import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { english as t } from '../../../src/strings/translate';
import { VirtualDocuments } from '../../../src/ui/code/virtual-documents';
import { frontEditor } from './own-folder';

describe('a text from someone else', () => {
  const documents = new VirtualDocuments(t, 'deskmate-shown');
  let provider: vscode.Disposable;

  before(() => {
    provider = documents.register();
  });
  after(async () => {
    provider.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Opens a text, and returns its document, which must be in front. */
  async function open(text: string, name: string): Promise<vscode.TextDocument> {
    await documents.show(name, text);
    const isShown = ({ uri }: vscode.TextDocument) =>
      uri.scheme === documents.scheme && uri.path.startsWith(`/${name}`);
    const { document } = await frontEditor(isShown, name);
    assert.equal(document.getText(), text);
    assert.equal(vscode.window.activeNotebookEditor, undefined);
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof vscode.TabInputText);
    return document;
  }

  it('opens read-only, in the language of its name, outside the workspace', async () => {
    const text = 'int main(void) { return 0; }\n';
    const document = await open(text, 'main.c');
    assert.equal(document.languageId, 'c');
    assert.equal(vscode.workspace.getWorkspaceFolder(document.uri), undefined);
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(document.getText(), text);
    assert.equal(document.isDirty, false);
  });

  it('is nothing but text, also as a notebook, a web page or settings', async () => {
    const notebook = '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}';
    for (const [name, text] of [
      ['lab.ipynb', notebook],
      ['index.html', '<script>alert(1)</script>'],
      ['tasks.json', '{"$schema":"https://x.invalid/a.json","version":"2.0.0"}'],
      ['README.md', '[run](command:workbench.action.quit)'],
      ['build.code-workspace', '{"folders":[]}'],
    ] as const) {
      assert.equal((await open(text, name)).languageId, 'plaintext', name);
    }
  });

  it('is nothing but text, whatever its first line is', async () => {
    const dtd = '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "https://x.invalid/a.dtd">\n<a/>';
    for (const [name, text] of [
      ['build.xml', dtd],
      ['logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
      ['ci.yaml', '#cloud-config\n# yaml-language-server: $schema=https://x.invalid/s'],
      ['output', dtd],
      ['trace.dump', '<svg>'],
      ['notes.txt', dtd],
    ] as const) {
      assert.equal((await open(text, name)).languageId, 'plaintext', name);
    }
  });

  it('has its own name if that means a language or text, else one of a text', async () => {
    for (const [name, shown] of [
      ['main.c', '/main.c'],
      ['NOTES.TXT', '/NOTES.TXT'],
      ['output', '/output\u200b.txt'],
      ['tasks.json', '/tasks.json\u200b.txt'],
    ] as const) {
      assert.equal((await documents.add(name, 'x')).path, shown);
    }
  });

  it('may be empty', async () => {
    await open('', 'empty.txt');
  });
});
