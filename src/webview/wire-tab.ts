import type * as vscode from 'vscode';
import { systemClock } from '../util/clock';
import { type Disposable, DisposableStore } from '../util/disposable';
import { inertText } from '../util/inert-text';
import { EditorTab } from './editor-tab';
import { wireHtml } from './html';
import { viewIds } from './view-ids';
import { pageOf } from './webview-page';
import { type WireModel, WirePageConnection } from './wire-connection';

/** Shows the wire as an editor tab, which a reloaded window restores. */
export class WireTab extends EditorTab {
  /** @param open makes the model of a tab that opens; it is disposed when the tab closes */
  constructor(open: () => WireModel & Disposable, title: string, extensionUri: vscode.Uri) {
    super(viewIds.wire, extensionUri, (panel) => {
      const { webview } = panel;
      const store = new DisposableStore();
      const connection = new WirePageConnection(webview, store.add(open()), systemClock);
      store.add(connection);
      panel.title = inertText(title);
      webview.html = wireHtml(pageOf(webview, extensionUri, 'wire'));
      return {
        setVisible: (visible) => {
          if (!visible) connection.sleep();
        },
        dispose: () => store.dispose(),
      };
    });
  }
}
