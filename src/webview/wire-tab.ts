import * as vscode from 'vscode';
import { systemClock } from '../util/clock';
import { type Disposable, DisposableStore } from '../util/disposable';
import { inertText } from '../util/inert-text';
import { createNonce, wireHtml } from './html';
import { panelOptions } from './provider';
import { viewIds } from './view-ids';
import { type WireModel, WirePageConnection } from './wire-connection';

/** Shows the wire as an editor tab. There is at most one; it survives a window reload. */
export class WireTab implements Disposable, vscode.WebviewPanelSerializer {
  private readonly store = new DisposableStore();
  private panel: vscode.WebviewPanel | undefined;

  /** @param open makes the model of a tab that opens; it is disposed when the tab closes */
  constructor(
    private readonly open: () => WireModel & Disposable,
    private readonly title: string,
    private readonly extensionUri: vscode.Uri,
  ) {}

  /** Opens the tab, or reveals the open one. */
  show(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    const options = panelOptions(this.extensionUri);
    const column = vscode.ViewColumn.Active;
    this.adopt(vscode.window.createWebviewPanel(viewIds.wire, 'Deskmate', column, options));
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
    const { webview } = panel;
    this.panel = panel;
    panel.title = inertText(this.title);
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'media', 'tab-light.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'media', 'tab-dark.svg'),
    };
    const tab = this.store.add(new DisposableStore());
    const model = tab.add(this.open());
    const connection = tab.add(new WirePageConnection(webview, model, systemClock));
    const dist = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.extensionUri, 'dist', name)).toString();
    webview.options = panelOptions(this.extensionUri);
    webview.html = wireHtml({
      cspSource: webview.cspSource,
      scriptUri: dist('wire.js'),
      styleUri: dist('wire.css'),
      language: vscode.env.language,
      nonce: createNonce(),
    });
    tab.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) connection.sleep();
      }),
    );
    tab.add(
      panel.onDidDispose(() => {
        this.panel = undefined;
        tab.dispose();
      }),
    );
  }
}
