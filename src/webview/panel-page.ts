import * as vscode from 'vscode';
import { systemClock } from '../util/clock';
import { createNonce, panelHtml } from './html';
import { PanelConnection, type WindowFocus } from './panel-connection';
import type { PanelModel, PanelPlace } from './panel-model';

/** What a webview that shows the panel may do: run its script, and read what the build made. */
export function panelOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableForms: true,
    enableCommandUris: false,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
  };
}

/** Loads the panel into a webview and ties it to the model. */
export function openPanelPage(
  webview: vscode.Webview,
  model: PanelModel,
  place: PanelPlace,
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
