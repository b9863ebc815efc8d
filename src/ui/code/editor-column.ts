import * as vscode from 'vscode';
import { viewIds } from '../../webview/view-ids';

/**
 * The column in which code from the chat opens: where the file is already visible, otherwise the group used
 * most recently, but not on top of the chat when that is an editor tab.
 */
export function columnForCode(uri?: vscode.Uri): vscode.ViewColumn {
  const key = uri?.toString();
  const shown = vscode.window.visibleTextEditors.find(
    ({ document, viewColumn }) => viewColumn !== undefined && document.uri.toString() === key,
  );
  if (shown?.viewColumn !== undefined) return shown.viewColumn;
  const { activeTabGroup, all } = vscode.window.tabGroups;
  if (!showsChat(activeTabGroup)) return activeTabGroup.viewColumn;
  return all.find((group) => !showsChat(group))?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** The editor groups that a command can focus, in the order of their columns. */
const groups = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'];

/** Focuses a group, for content that the editor opens only in the focused one. */
export async function focusColumn(column: vscode.ViewColumn): Promise<void> {
  if (column === vscode.window.tabGroups.activeTabGroup.viewColumn) return;
  const name = groups[column - 1];
  await vscode.commands.executeCommand(
    name === undefined
      ? 'workbench.action.newGroupRight'
      : `workbench.action.focus${name}EditorGroup`,
  );
}

function showsChat({ activeTab }: vscode.TabGroup): boolean {
  const input = activeTab?.input;
  // The editor adds a prefix to the view type.
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewIds.editor);
}

/**
 * The visible editor of this file; without a file, the editor used most recently. Works even when the chat
 * is in front as an editor tab in a group of its own.
 */
export function currentEditor(uri?: vscode.Uri): vscode.TextEditor | undefined {
  const key = uri?.toString();
  // Output channels also count as editors, but are never meant.
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].filter(
    (editor) => editor !== undefined && editor.document.uri.scheme !== 'output',
  );
  return editors.find((editor) => key === undefined || editor?.document.uri.toString() === key);
}
