import * as vscode from 'vscode';
import { createNonce, type Page } from './html';

/** The options of our webviews: they may run their script and read the build's output. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableForms: true,
    enableCommandUris: false,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
  };
}

/** The address in a webview of a file that the build has made. */
export function distUri(webview: vscode.Webview, extensionUri: vscode.Uri, file: string): string {
  return webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', file)).toString();
}

/** What the HTML of a page needs. @param bundle the name of its script and style sheet, without their extensions */
export function pageOf(webview: vscode.Webview, extensionUri: vscode.Uri, bundle: string): Page {
  return {
    cspSource: webview.cspSource,
    scriptUri: distUri(webview, extensionUri, `${bundle}.js`),
    styleUri: distUri(webview, extensionUri, `${bundle}.css`),
    language: vscode.env.language,
    nonce: createNonce(),
  };
}
