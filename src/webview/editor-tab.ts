import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../util/disposable';
import type { PanelModel } from './panel-model';
import { openPanelPage, panelOptions } from './provider';

/** Shows the panel as an editor tab: one at most, which survives a reload of the window. */
export class PanelEditorTab implements Disposable, vscode.WebviewPanelSerializer {
  static readonly viewType = 'deskmate.editor';

  private readonly store = new DisposableStore();
  private panel: vscode.WebviewPanel | undefined;

  constructor(
    private readonly model: PanelModel,
    private readonly extensionUri: vscode.Uri,
  ) {
    this.store.add(vscode.window.registerWebviewPanelSerializer(PanelEditorTab.viewType, this));
  }

  /** Opens the tab, or brings the open one to the front. */
  open(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    this.adopt(
      vscode.window.createWebviewPanel(
        PanelEditorTab.viewType,
        'Deskmate',
        vscode.ViewColumn.Active,
        panelOptions(this.extensionUri),
      ),
    );
  }

  /** Called by the editor for a tab that was open when the window was reloaded. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.panel) panel.dispose();
    else this.adopt(panel);
  }

  /** Stops serving the tab but leaves it open: after a reload it is found again. */
  dispose(): void {
    this.store.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const { model } = this;
    this.panel = panel;
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'media', 'tab-light.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'media', 'tab-dark.svg'),
    };
    const tab = this.store.add(new DisposableStore());
    const connection = tab.add(openPanelPage(panel.webview, model, 'editor', this.extensionUri));
    tab.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) connection.sleep();
        model.places.setVisible('editor', panel.visible);
      }),
    );
    tab.add(
      panel.onDidDispose(() => {
        this.panel = undefined;
        tab.dispose();
        model.places.setVisible('editor', false);
      }),
    );
    model.places.setVisible('editor', panel.visible);
  }
}
