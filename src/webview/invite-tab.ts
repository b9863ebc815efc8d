import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../util/disposable';
import type { Event } from '../util/event';
import { inertText } from '../util/inert-text';
import { createNonce, inviteHtml } from './html';
import {
  type InvitePageCommand,
  type InvitePageState,
  parseFromInvitePage,
} from './invite-messages';
import { panelOptions } from './provider';
import { viewIds } from './view-ids';

export interface InviteModel {
  /** Undefined when this window hosts no room with an invite. */
  state(): InvitePageState | undefined;
  /** Fires after each change of the state, and at other times. */
  readonly onDidChange: Event<unknown>;
  run(command: InvitePageCommand): void;
}

/**
 * Shows the invite as a QR code, in an editor tab that can be as large as the screen. There is at most one. It
 * closes with the room, and isn't restored by a reloaded window: nothing that it shows is ever stored.
 */
export class InviteTab implements Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private readonly store = new DisposableStore();
  /** What the page shows; undefined until it is loaded. */
  private shown: string | undefined;

  constructor(
    private readonly model: InviteModel,
    private readonly extensionUri: vscode.Uri,
  ) {
    this.store.add(model.onDidChange(() => this.update()));
  }

  /** Opens the tab, or reveals the open one. */
  show(): void {
    const state = this.model.state();
    if (!state) return;
    if (this.panel) this.panel.reveal();
    else this.open(state);
  }

  dispose(): void {
    this.store.dispose();
    this.panel?.dispose();
  }

  private open({ title }: InvitePageState): void {
    const panel = vscode.window.createWebviewPanel(
      viewIds.invite,
      'Deskmate',
      vscode.ViewColumn.Active,
      panelOptions(this.extensionUri),
    );
    const { webview } = panel;
    this.panel = panel;
    panel.title = inertText(title);
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'media', 'tab-light.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'media', 'tab-dark.svg'),
    };
    webview.onDidReceiveMessage((value) => this.receive(value));
    panel.onDidChangeViewState(() => {
      // The page of a hidden tab is gone; a new one says that it is ready.
      if (!panel.visible) this.shown = undefined;
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.shown = undefined;
    });
    const dist = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.extensionUri, 'dist', name)).toString();
    webview.html = inviteHtml({
      cspSource: webview.cspSource,
      scriptUri: dist('invite.js'),
      styleUri: dist('invite.css'),
      language: vscode.env.language,
      nonce: createNonce(),
    });
  }

  private receive(value: unknown): void {
    const message = parseFromInvitePage(value);
    if (message?.type === 'ready') this.post(this.model.state());
    else if (message?.type === 'close') this.panel?.dispose();
    else if (message) this.model.run(message.command);
  }

  private update(): void {
    if (!this.panel) return;
    const state = this.model.state();
    if (!state) {
      this.panel.dispose();
      return;
    }
    this.panel.title = inertText(state.title);
    if (this.shown !== undefined && this.shown !== JSON.stringify(state)) this.post(state);
  }

  private post(state: InvitePageState | undefined): void {
    if (!state) return;
    this.shown = JSON.stringify(state);
    // Posting to a page that is closing fails, which does no harm.
    this.panel?.webview.postMessage(state).then(undefined, () => undefined);
  }
}
