import * as vscode from 'vscode';
import type { Place } from '../../protocol/place';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { CodeCards } from '../code/code-cards';
import { columnForCode } from '../code/editor-column';
import { findLocalLine } from '../code/local-line';
import { createLineMark } from '../window/line-mark';
import type { FollowedPlaces } from './follower';

/** Time for the editor to scroll to a place, in ms. */
const scrollMs = 500;

/**
 * Shows a followed member's place in the user's own editors, without taking the focus or moving the cursor.
 * The user takes over by typing, moving the cursor, scrolling away from it, or opening another file.
 */
export class LocalEditors implements FollowedPlaces {
  private readonly store = new DisposableStore();
  private readonly takeovers = this.store.add(new Emitter<void>());
  readonly onDidTakeOver = this.takeovers.event;
  private readonly mark = this.store.add(createLineMark());
  private editor: vscode.TextEditor | undefined;
  private lines: vscode.Range | undefined;
  /** Whether the lines have come into view; until then, it is we who scroll. */
  private arrived = false;
  private arrival: Disposable | undefined;

  constructor(
    private readonly cards: Pick<CodeCards, 'locate'>,
    private readonly clock: Clock,
  ) {
    const { store } = this;
    store.add(vscode.workspace.onDidChangeTextDocument((event) => this.edited(event)));
    store.add(vscode.window.onDidChangeTextEditorSelection((event) => this.selected(event)));
    store.add(vscode.window.onDidChangeTextEditorVisibleRanges((event) => this.scrolled(event)));
    store.add(vscode.window.onDidChangeActiveTextEditor((editor) => this.activated(editor)));
  }

  async show(place: Place): Promise<void> {
    const uri = await this.cards.locate(place.path);
    if (!uri) return;
    const editor = await this.open(uri);
    if (!editor) return;
    const { document } = editor;
    const { lineCount } = document;
    const line = findLocalLine(place, lineCount, (at) => document.lineAt(at).text);
    const endLine = line + (place.endLine ?? place.line) - place.line;
    const first = Math.min(line, lineCount) - 1;
    this.editor?.setDecorations(this.mark, []);
    this.editor = editor;
    this.lines = new vscode.Range(first, 0, Math.min(endLine, lineCount) - 1, 0);
    editor.setDecorations(this.mark, [this.lines]);
    editor.revealRange(this.lines, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.arrive(isInView(editor, this.lines));
  }

  clear(): void {
    this.arrival?.dispose();
    this.editor?.setDecorations(this.mark, []);
    this.editor = undefined;
    this.lines = undefined;
  }

  dispose(): void {
    this.arrival?.dispose();
    this.store.dispose();
  }

  private async open(uri: vscode.Uri): Promise<vscode.TextEditor | undefined> {
    const key = uri.toString();
    if (this.editor?.document.uri.toString() === key && isVisible(this.editor)) return this.editor;
    const viewColumn = columnForCode(uri);
    // While the new editor opens, the change of editors is ours.
    this.clear();
    try {
      return await vscode.window.showTextDocument(uri, {
        viewColumn,
        preview: true,
        preserveFocus: true,
      });
    } catch {
      // It isn't text, or has disappeared.
      return undefined;
    }
  }

  private edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (document === this.editor?.document && contentChanges.length > 0) this.takeOver();
  }

  private selected({ textEditor, kind }: vscode.TextEditorSelectionChangeEvent): void {
    // Without a kind, a program moved the cursor.
    if (textEditor === this.editor && kind !== undefined) this.takeOver();
  }

  private scrolled({ textEditor }: vscode.TextEditorVisibleRangesChangeEvent): void {
    if (textEditor !== this.editor || !this.lines) return;
    if (isInView(textEditor, this.lines)) this.arrived = true;
    else if (this.arrived) this.takeOver();
  }

  /** The editor may not report that the lines are in view, so they count as such after a while. */
  private arrive(now: boolean): void {
    this.arrived = now;
    this.arrival?.dispose();
    this.arrival = this.clock.after(scrollMs, () => {
      this.arrived = true;
    });
  }

  private activated(editor: vscode.TextEditor | undefined): void {
    if (this.editor && editor && editor.document !== this.editor.document) this.takeOver();
  }

  private takeOver(): void {
    this.clear();
    this.takeovers.fire();
  }
}

function isVisible(editor: vscode.TextEditor): boolean {
  return vscode.window.visibleTextEditors.includes(editor);
}

function isInView({ visibleRanges }: vscode.TextEditor, lines: vscode.Range): boolean {
  return visibleRanges.some((range) => range.intersection(lines) !== undefined);
}
