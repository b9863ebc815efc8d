import * as vscode from 'vscode';
import { inertMarkdown } from '../../util/inert-text';

/** A mark on whole lines of an editor and in its overview ruler, without a text of its own. */
export function createLineMark(): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
}

/** A mark on lines that someone else has selected: in the gutter, behind the lines and in the overview ruler. */
export function createSelectionMark(extensionUri: vscode.Uri): vscode.TextEditorDecorationType {
  const icon = (name: string) => vscode.Uri.joinPath(extensionUri, 'media', `${name}.svg`);
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    // Text that the user types at its edges isn't selected.
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.wordHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
    gutterIconSize: 'contain',
    light: { gutterIconPath: icon('selected-light') },
    dark: { gutterIconPath: icon('selected-dark') },
  });
}

/** Lines to mark, counted from 0, and what is shown when the mouse is over them; may come from anyone. */
export interface MarkedLines {
  readonly first: number;
  readonly last: number;
  readonly hover: string;
}

/** Sets the marks of this kind in an editor. */
export function markLines(
  editor: vscode.TextEditor,
  mark: vscode.TextEditorDecorationType,
  lines: readonly MarkedLines[],
): void {
  const { document } = editor;
  editor.setDecorations(
    mark,
    lines.map(({ first, last, hover }) => ({
      range: new vscode.Range(document.lineAt(first).range.start, document.lineAt(last).range.end),
      hoverMessage: inertMarkdown(hover),
    })),
  );
}
