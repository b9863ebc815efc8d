import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../util/disposable';
import { webviewOptions } from './webview-page';

/** What a tab shows until it closes. */
export interface TabContent extends Disposable {
  /** Called when the tab is shown or hidden, and when it closes. The page of a hidden tab is gone. */
  setVisible(visible: boolean): void;
}

/**
 * An editor tab with a page of ours. There is at most one for each view type. Register it as a serializer if a
 * reloaded window should restore it.
 */
export class EditorTab implements Disposable, vscode.WebviewPanelSerializer {
  private readonly store = new DisposableStore();
  private panel: vscode.WebviewPanel | undefined;

  /** @param load loads the page into a tab that opens; the result is disposed when the tab closes */
  constructor(
    private readonly viewType: string,
    private readonly extensionUri: vscode.Uri,
    private readonly load: (panel: vscode.WebviewPanel) => TabContent,
  ) {}

  /** Opens the tab, or reveals the open one. */
  open(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    const options = webviewOptions(this.extensionUri);
    const column = vscode.ViewColumn.Active;
    this.adopt(vscode.window.createWebviewPanel(this.viewType, 'Deskmate', column, options));
  }

  /** Closes the tab, if it is open. */
  close(): void {
    this.panel?.dispose();
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
    this.panel = panel;
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'media', 'tab-light.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'media', 'tab-dark.svg'),
    };
    panel.webview.options = webviewOptions(this.extensionUri);
    const tab = this.store.add(new DisposableStore());
    const content = tab.add(this.load(panel));
    tab.add(panel.onDidChangeViewState(() => content.setVisible(panel.visible)));
    tab.add(
      panel.onDidDispose(() => {
        this.panel = undefined;
        content.setVisible(false);
        tab.dispose();
      }),
    );
  }
}
