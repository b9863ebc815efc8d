import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { currentEditor } from '../code/editor-column';
import { showInformationMessage, showWarningMessage } from '../window/messages';
import { indented } from './indent';

/** What came of putting text into an editor. */
export type Insertion = 'done' | 'no-editor' | 'refused';

/** A question that has to be answered first. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  /** Whether the answer can do harm. */
  readonly grave?: boolean;
  /** Labels of the buttons, besides the one that cancels. */
  readonly answers: readonly string[];
}

/** What a click in the chat does with the editor: its dialogs, clipboard and documents. */
export class EditorActions implements Disposable {
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

  /** The chosen answer; undefined when the person cancelled. */
  async ask({ message, detail, grave = false, answers }: Question): Promise<string | undefined> {
    const show = grave ? showWarningMessage : showInformationMessage;
    return show(message, { modal: true, detail }, ...answers);
  }

  /** Shows one sentence. */
  tell(message: string): void {
    void showInformationMessage(message);
  }

  async copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
  }

  /** Opens an address outside the editor, unless the person tells the editor not to. */
  async open(address: string): Promise<void> {
    // As a Uri it would be decoded and encoded anew: `?a=%26` would become `?a=&`. The editor takes the
    // text as well and leaves it alone, though its types do not say so.
    await vscode.env.openExternal(address as unknown as vscode.Uri);
  }

  /** Puts a text at the cursor of the editor used last. */
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
