import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, run } from './api';

/** Deskmate's open editor tabs. */
function editorTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputWebview && input.viewType.includes('deskmate.editor'),
    );
}

describe('the panel', () => {
  it('opens as an editor tab, once', async () => {
    await run('openInEditor');
    await eventually(() => editorTabs().length === 1, 'the tab is there');
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    await run('openInEditor');
    await eventually(() => editorTabs()[0]?.isActive, 'the tab is in front again');
    assert.equal(editorTabs().length, 1);
    await vscode.window.tabGroups.close(editorTabs());
    await eventually(() => editorTabs().length === 0, 'the tab is closed');
  });

  it('is shown by a command, and so is the log', async () => {
    await run('showPanel');
    await run('showLog');
  });
});
