import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../util/disposable';
import type { PanelModel } from './panel-model';
import { openPanelPage, panelOptions } from './provider';
import { viewIds } from './view-ids';

/** Shows the panel as an editor tab. There is at most one; it survives a window reload. */
export class PanelEditorTab implements Disposable, vscode.WebviewPanelSerializer {
  private readonly store = new DisposableStore();
  private panel: vscode.WebviewPanel | undefined;

  constructor(
    private readonly model: PanelModel,
    private readonly extensionUri: vscode.Uri,
  ) {}

  /** Opens the tab, or reveals the open one. */
  open(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    this.adopt(
      vscode.window.createWebviewPanel(
        viewIds.editor,
        'Deskmate',
        vscode.ViewColumn.Active,
        panelOptions(this.extensionUri),
      ),
    );
  }

  /** VS Code calls this for a tab that was open when the window was reloaded. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.panel) panel.dispose();
    else this.adopt(panel);
  }

  /** Disconnects the tab but leaves it open, so that a reloaded window can restore it. */
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
