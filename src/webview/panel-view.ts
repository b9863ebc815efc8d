import * as vscode from 'vscode';
import { systemClock } from '../util/clock';
import { DisposableStore } from '../util/disposable';
import { inertText } from '../util/inert-text';
import { BadgeTimer } from './badge-timer';
import { panelHtml } from './html';
import { PanelConnection, type WindowFocus } from './panel-connection';
import type { PanelModel, PanelSurface } from './panel-model';
import { distUri, pageOf, webviewOptions } from './webview-page';

/** Loads the panel into a webview and connects it to the model. */
export function openPanelPage(
  webview: vscode.Webview,
  model: PanelModel,
  surface: PanelSurface,
  extensionUri: vscode.Uri,
): PanelConnection {
  const connection = new PanelConnection(webview, model, surface, windowFocus, systemClock);
  webview.html = panelHtml({
    ...pageOf(webview, extensionUri, 'panel'),
    highlighterUri: distUri(webview, extensionUri, 'highlighter.js'),
    emojiUri: distUri(webview, extensionUri, 'emoji.js'),
    surface: surface,
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
    view.webview.options = webviewOptions(this.extensionUri);
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
        model.surfaces.setVisible('view', view.visible);
      }),
    );
    view.onDidDispose(() => {
      store.dispose();
      model.surfaces.setVisible('view', false);
    });
    badge.update();
    model.surfaces.setVisible('view', view.visible);
  }
}
