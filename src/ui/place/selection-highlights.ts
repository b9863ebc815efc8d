import * as vscode from 'vscode';
import { isSamePlace, type Place } from '../../protocol/place';
import type { Session } from '../../room/session/session';
import { noticeText } from '../../strings/inline-text';
import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import { type Disposable, DisposableStore } from '../../util/disposable';
import type { CodeCards } from '../code/code-cards';
import { findSelected } from '../code/line-hash';
import type { Settings } from '../settings';
import { createSelectionMark, markLines } from '../window/line-mark';

/** How long to wait after an edit, in ms: each key changes the text. */
const editMs = 150;

export interface SelectionHighlightsDeps {
  readonly session: Pick<Session, 'state' | 'onDidChangeState'>;
  readonly settings: Pick<Settings, 'showSelections' | 'onDidChange'>;
  readonly cards: Pick<CodeCards, 'locate'>;
  readonly clock: Clock;
  readonly extensionUri: vscode.Uri;
  readonly t: Translate;
}

/** A selection of another member, and the file that its path means here. */
interface Selected {
  readonly name: string;
  readonly place: Place;
  /** The file that the path means here; absent until it is looked for. */
  file?: Promise<vscode.Uri | undefined> | undefined;
  /** Absent until it is found, and when there is no such file. */
  uri?: vscode.Uri | undefined;
}

/**
 * Marks the lines that others have selected in the user's own editors, where their text is the same. A path is looked
 * up once, and only when an editor with a file of that name is visible; moves and edits only compare lines.
 */
export class SelectionHighlights implements Disposable {
  private readonly store = new DisposableStore();
  private readonly mark: vscode.TextEditorDecorationType;
  private selections = new Map<string, Selected>();
  private waiting: Disposable | undefined;
  /** The editors that have marks. */
  private marked = new Set<vscode.TextEditor>();

  constructor(private readonly deps: SelectionHighlightsDeps) {
    const { session, settings, extensionUri } = deps;
    const { store } = this;
    this.mark = store.add(createSelectionMark(extensionUri));
    store.add(session.onDidChangeState(() => this.update()));
    store.add(settings.onDidChange(() => this.update()));
    store.add(vscode.window.onDidChangeVisibleTextEditors(() => this.draw()));
    store.add(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.selections.clear();
        this.update();
      }),
    );
    store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const isShown = [...this.selections.values()].some(
          ({ uri }) => uri?.toString() === document.uri.toString(),
        );
        if (!isShown || contentChanges.length === 0) return;
        this.waiting?.dispose();
        this.waiting = deps.clock.after(editMs, () => this.draw());
      }),
    );
    this.update();
  }

  dispose(): void {
    this.waiting?.dispose();
    this.store.dispose();
  }

  private update(): void {
    const { session, settings } = this.deps;
    const members = settings.showSelections ? session.state.members : [];
    const before = this.selections;
    this.selections = new Map(
      members.flatMap(({ id, name, self, place }) => {
        if (self || place?.hash === undefined) return [];
        const known = before.get(id);
        if (known?.name === name && isSamePlace(known.place, place)) return [[id, known] as const];
        const file = known?.place.path === place.path ? known : undefined;
        return [[id, { name, place, file: file?.file, uri: file?.uri }] as const];
      }),
    );
    const isNew = [...this.selections].some(([id, each]) => before.get(id) !== each);
    if (isNew || before.size !== this.selections.size) this.draw();
  }

  /** Looks for the file that a path means, if an editor may show it. */
  private locate(selected: Selected): void {
    const { path } = selected.place;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const mayBeShown = vscode.window.visibleTextEditors.some(({ document }) =>
      document.uri.path.endsWith(name),
    );
    if (selected.file || !mayBeShown) return;
    const file = this.deps.cards.locate(path);
    selected.file = file;
    void file.then((uri) => {
      // The member may have moved on within the file meanwhile.
      for (const each of this.selections.values()) if (each.file === file) each.uri = uri;
      if (uri) this.draw();
    });
  }

  private draw(): void {
    const { t } = this.deps;
    for (const selected of this.selections.values()) this.locate(selected);
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      const key = document.uri.toString();
      const lines = [...this.selections.values()].flatMap(({ name, place, uri }) => {
        if (uri?.toString() !== key) return [];
        const first = findSelected(place, document.lineCount, (at) => document.lineAt(at).text);
        if (first === undefined) return [];
        const last = first + (place.endLine ?? place.line) - place.line;
        return { first, last, hover: t('{0} has selected these lines', noticeText(name)) };
      });
      if (lines.length === 0 && !this.marked.has(editor)) continue;
      markLines(editor, this.mark, lines);
      if (lines.length > 0) this.marked.add(editor);
      else this.marked.delete(editor);
    }
    const visible = new Set(vscode.window.visibleTextEditors);
    this.marked = new Set([...this.marked].filter((editor) => visible.has(editor)));
  }
}
