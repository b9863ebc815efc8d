import type * as vscode from 'vscode';
import { EditorTab } from './editor-tab';
import type { PanelModel } from './panel-model';
import { openPanelPage } from './panel-view';
import { viewIds } from './view-ids';

/** Shows the panel as an editor tab, which a reloaded window restores. */
export class PanelTab extends EditorTab {
  constructor(model: PanelModel, extensionUri: vscode.Uri) {
    super(viewIds.editor, extensionUri, (panel) => {
      const connection = openPanelPage(panel.webview, model, 'editor', extensionUri);
      const setVisible = (visible: boolean) => {
        if (!visible) connection.sleep();
        model.surfaces.setVisible('editor', visible);
      };
      setVisible(panel.visible);
      return { setVisible, dispose: () => connection.dispose() };
    });
  }
}
