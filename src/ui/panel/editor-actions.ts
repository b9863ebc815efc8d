import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { indent } from '../../text/indent';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { currentEditor } from '../code/editor-column';
import { type CommentStyle, commentStyleOf, quoteComment } from '../code/quote-comment';
import { showInformationMessage, showWarningMessage } from '../window/messages';

/** The result of inserting text into an editor. */
export type Insertion = 'done' | 'no-editor' | 'refused';

/** A question that the user has to answer before an action runs. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  /** Whether an answer can destroy something; shows it as a warning. */
  readonly isDestructive?: boolean;
  /** Labels of the buttons, without the one that cancels. */
  readonly answers: readonly string[];
}

/** The editor's dialogs, clipboard and documents, as clicks in the chat use them. */
export class EditorActions implements Disposable {
  private readonly store = new DisposableStore();
  /** Remembered, because there is no active text editor while the chat is the active editor tab. */
  private lastUsed: vscode.TextEditor | undefined;

  constructor() {
    const use = (editor: vscode.TextEditor | undefined) => {
      // VS Code reports output channels as editors, too; they are never meant.
      if (editor && editor.document.uri.scheme !== 'output') this.lastUsed = editor;
    };
    use(vscode.window.activeTextEditor);
    this.store.add(vscode.window.onDidChangeActiveTextEditor(use));
  }

  /** Asks in a modal dialog. Resolves to the chosen answer, or undefined when the user cancels. */
  async ask({
    message,
    detail,
    isDestructive = false,
    answers,
  }: Question): Promise<string | undefined> {
    const show = isDestructive ? showWarningMessage : showInformationMessage;
    return show(message, { modal: true, detail }, ...answers);
  }

  /** Shows a notification. */
  tell(message: string): void {
    void showInformationMessage(message);
  }

  async copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
  }

  /** Opens a URL outside the editor, which may ask the user first. */
  async open(address: string): Promise<void> {
    // A Uri would decode and re-encode the address: `?a=%26` would become `?a=&`. The editor also accepts
    // a string and leaves it unchanged, although its types don't say so.
    await vscode.env.openExternal(address as unknown as vscode.Uri);
  }

  /** Inserts a text at each cursor of the editor used last, in place of what is selected there. */
  async insert(text: string): Promise<Insertion> {
    const editor = this.editor;
    if (!editor) return 'no-editor';
    const { document, selections } = editor;
    // The editor checks this only for typing, not for edits by extensions.
    if (!isChangeable(document.uri.scheme)) return 'refused';
    return change(editor, (builder) => {
      for (const selection of selections) {
        const before = document
          .lineAt(selection.start.line)
          .text.slice(0, selection.start.character);
        builder.replace(selection, indent(text, before));
      }
    });
  }

  /** Inserts a text as a comment above the line with the cursor, in the editor used last. */
  async insertComment(heading: string, text: string): Promise<Insertion> {
    const { editor } = this;
    if (!editor) return 'no-editor';
    const { document, selection } = editor;
    if (!isChangeable(document.uri.scheme)) return 'refused';
    const comment = quoteComment(heading, text, await commentStyle(document.languageId));
    const { line } = selection.active;
    const [indent = ''] = /^[ \t]*/.exec(document.lineAt(line).text) ?? [];
    const lines = comment.split('\n').map((each) => `${indent}${each}`.trimEnd());
    return change(editor, (builder) =>
      builder.insert(new vscode.Position(line, 0), `${lines.join('\n')}\n`),
    );
  }

  dispose(): void {
    this.store.dispose();
  }

  private get editor(): vscode.TextEditor | undefined {
    const { lastUsed } = this;
    // A hidden editor can't be edited any more.
    const isVisible = lastUsed && vscode.window.visibleTextEditors.includes(lastUsed);
    return isVisible ? lastUsed : currentEditor();
  }
}

/** Changes an editor's document, and goes there. */
async function change(
  editor: vscode.TextEditor,
  edit: (builder: vscode.TextEditorEdit) => void,
): Promise<Insertion> {
  if (!(await editor.edit(edit))) return 'refused';
  const { document, viewColumn } = editor;
  await vscode.window.showTextDocument(document, viewColumn === undefined ? {} : { viewColumn });
  return 'done';
}

/** Schemes of editable documents that aren't files: the editor doesn't list them as writable. */
const filelessSchemes = ['untitled', 'vscode-notebook-cell'];

/** Whether documents of this scheme can be changed; many that extensions provide are read-only. */
function isChangeable(scheme: string): boolean {
  return (
    filelessSchemes.includes(scheme) || vscode.workspace.fs.isWritableFileSystem(scheme) === true
  );
}

/** How a language writes comments, from the configuration that its extension brings. */
async function commentStyle(languageId: string): Promise<CommentStyle> {
  for (const { packageJSON, extensionUri } of vscode.extensions.all) {
    const languages: unknown = packageJSON?.contributes?.languages;
    if (!Array.isArray(languages)) continue;
    for (const language of languages) {
      const { id, configuration } = Object(language);
      if (id !== languageId || typeof configuration !== 'string') continue;
      const style = commentStyleOf(await read(vscode.Uri.joinPath(extensionUri, configuration)));
      if (style) return style;
    }
  }
  return {};
}

async function read(uri: vscode.Uri): Promise<unknown> {
  try {
    return parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    // An extension on another machine, or one without its file: the text is quoted as in a mail.
    return undefined;
  }
}
