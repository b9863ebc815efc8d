import * as vscode from 'vscode';
import { systemClock } from '../util/clock';
import { DisposableStore } from '../util/disposable';
import { inertText } from '../util/inert-text';
import { BadgeTimer } from './badge-timer';
import type { PanelModel } from './panel-model';
import { openPanelPage } from './panel-page';

/** Shows the panel as a view, wherever the person has put it. */
export class PanelViewProvider implements vscode.WebviewViewProvider {
  static readonly viewId = 'deskmate.panel';

  constructor(
    private readonly model: PanelModel,
    private readonly extensionUri: vscode.Uri,
  ) {}

  /** Registers the provider for as long as the result is not disposed. */
  register(): vscode.Disposable {
    // No retainContextWhenHidden: a hidden panel costs nothing, and comes back from a snapshot.
    return vscode.window.registerWebviewViewProvider(PanelViewProvider.viewId, this);
  }

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
        model.setVisible('view', view.visible);
      }),
    );
    view.onDidDispose(() => {
      store.dispose();
      model.setVisible('view', false);
    });
    badge.update();
    model.setVisible('view', view.visible);
  }
}
