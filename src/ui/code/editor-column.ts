import * as vscode from 'vscode';
import { PanelEditorTab } from '../../webview/editor-tab';

/**
 * Where code from the chat opens: where that file is in sight already, else in the group used last, but
 * not on top of the chat when it is an editor tab.
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

/** The editor's groups that a command can focus, in the order of their columns. */
const groups = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'];

/** Focuses a group, for what the editor opens in the focused one only. */
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
  // The editor puts a prefix before the type that an extension gives.
  return (
    input instanceof vscode.TabInputWebview && input.viewType.endsWith(PanelEditorTab.viewType)
  );
}

/**
 * The editor of this file that is in sight; without one, the editor used last. It is there, too, when
 * the chat is in front as an editor tab of its own group.
 */
export function currentEditor(uri?: vscode.Uri): vscode.TextEditor | undefined {
  const key = uri?.toString();
  // Output channels count as editors; nobody means them.
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].filter(
    (editor) => editor !== undefined && editor.document.uri.scheme !== 'output',
  );
  return editors.find((editor) => key === undefined || editor?.document.uri.toString() === key);
}
