import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { currentEditor } from '../code/editor-column';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import type { Desk, Insertion, Question } from './actions';
import { indented } from './indent';

/** The editor's own dialogs, clipboard and documents. */
export class EditorDesk implements Desk, Disposable {
  private readonly store = new DisposableStore();
  /** With the chat in front as an editor tab there is no active text editor. */
  private lastUsed: vscode.TextEditor | undefined;

  constructor() {
    const use = (editor: vscode.TextEditor | undefined) => {
      // An output channel counts as an editor; nobody means it.
      if (editor && editor.document.uri.scheme !== 'output') this.lastUsed = editor;
    };
    use(vscode.window.activeTextEditor);
    this.store.add(vscode.window.onDidChangeActiveTextEditor(use));
  }

  async ask({ message, detail, grave = false, answers }: Question): Promise<string | undefined> {
    const show = grave ? showWarningMessage : showInformationMessage;
    return show(message, { modal: true, detail }, ...answers);
  }

  tell(message: string): void {
    void showInformationMessage(message);
  }

  async copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
  }

  async open(address: string): Promise<void> {
    // As a Uri it would be decoded and encoded anew: `?a=%26` would become `?a=&`. The editor takes the
    // text as well and leaves it alone, though its types do not say so.
    await vscode.env.openExternal(address as unknown as vscode.Uri);
  }

  async insert(text: string): Promise<Insertion> {
    const editor = this.editor;
    if (!editor) return 'no-editor';
    const { document, selections } = editor;
    // The editor's own check is for what people type.
    if (!isChangeable(document.uri.scheme)) return 'refused';
    const done = await editor.edit((builder) => {
      for (const selection of selections) {
        const before = document
          .lineAt(selection.start.line)
          .text.slice(0, selection.start.character);
        builder.replace(selection, indented(text, before));
      }
    });
    if (!done) return 'refused';
    const { viewColumn } = editor;
    await vscode.window.showTextDocument(document, viewColumn === undefined ? {} : { viewColumn });
    return 'done';
  }

  dispose(): void {
    this.store.dispose();
  }

  private get editor(): vscode.TextEditor | undefined {
    const { lastUsed } = this;
    // An editor that is out of sight cannot be edited any more.
    const isThere = lastUsed && vscode.window.visibleTextEditors.includes(lastUsed);
    return isThere ? lastUsed : currentEditor();
  }
}

/** What is edited without being a file: of these the editor does not say that they can be written. */
const fileless = ['untitled', 'vscode-notebook-cell'];

/** Whether documents of this scheme are there to be changed, and not only shown by some extension. */
function isChangeable(scheme: string): boolean {
  return fileless.includes(scheme) || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}
