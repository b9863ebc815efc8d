import * as vscode from 'vscode';
import { systemClock } from '../util/clock';
import { DisposableStore } from '../util/disposable';
import { inertText } from '../util/inert-text';
import { BadgeTimer } from './badge-timer';
import { createNonce, panelHtml } from './html';
import { PanelConnection, type WindowFocus } from './panel-connection';
import type { PanelModel, PanelSurface } from './panel-model';

/** The options of a webview that shows the panel: it may run its script and read the build's output. */
export function panelOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableForms: true,
    enableCommandUris: false,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
  };
}

/** Loads the panel into a webview and connects it to the model. */
export function openPanelPage(
  webview: vscode.Webview,
  model: PanelModel,
  place: PanelSurface,
  extensionUri: vscode.Uri,
): PanelConnection {
  const connection = new PanelConnection(webview, model, place, windowFocus, systemClock);
  const dist = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  webview.options = panelOptions(extensionUri);
  webview.html = panelHtml({
    cspSource: webview.cspSource,
    scriptUri: dist('panel.js'),
    styleUri: dist('panel.css'),
    highlighterUri: dist('highlighter.js'),
    emojiUri: dist('emoji.js'),
    language: vscode.env.language,
    place,
    nonce: createNonce(),
  });
  return connection;
}

const windowFocus: WindowFocus = {
  isFocused: () => vscode.window.state.focused,
  onDidChange: (listener) => vscode.window.onDidChangeWindowState(() => listener()),
};

/**
 * Shows the panel as a view, which the user may move to any side. It is registered without
 * retainContextWhenHidden: a hidden panel uses no memory, and a snapshot restores it.
 */
export class PanelViewProvider implements vscode.WebviewViewProvider {
  constructor(
    private readonly model: PanelModel,
    private readonly extensionUri: vscode.Uri,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    const { model } = this;
    const store = new DisposableStore();
    const connection = store.add(openPanelPage(view.webview, model, 'view', this.extensionUri));
    const badge = store.add(
      new BadgeTimer(model, systemClock, (next) => {
        view.badge = next && { ...next, tooltip: inertText(next.tooltip) };
      }),
    );
    store.add(model.onDidChangeBadge(() => badge.update()));
    store.add(
      view.onDidChangeVisibility(() => {
        if (!view.visible) connection.sleep();
        model.places.setVisible('view', view.visible);
      }),
    );
    view.onDidDispose(() => {
      store.dispose();
      model.places.setVisible('view', false);
    });
    badge.update();
    model.places.setVisible('view', view.visible);
  }
}
