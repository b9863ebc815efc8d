import * as vscode from 'vscode';

/** In this suite documents stay unsaved; in a browser the editor saves them after a second. */
export function withoutAutoSave(): void {
  const set = (value: string | undefined) =>
    vscode.workspace
      .getConfiguration('files')
      .update('autoSave', value, vscode.ConfigurationTarget.Workspace);
  before(() => set('off'));
  after(() => set(undefined));
}
