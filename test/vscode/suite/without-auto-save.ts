import * as vscode from 'vscode';

/** Keeps documents unsaved in this suite; in a browser the editor would save them after a second. */
export function withoutAutoSave(): void {
  const set = (value: string | undefined) =>
    vscode.workspace
      .getConfiguration('files')
      .update('autoSave', value, vscode.ConfigurationTarget.Workspace);
  before(() => set('off'));
  after(() => set(undefined));
}
