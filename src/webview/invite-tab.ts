import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../util/disposable';
import type { Event } from '../util/event';
import { inertText } from '../util/inert-text';
import { EditorTab, type TabContent } from './editor-tab';
import { inviteHtml } from './html';
import {
  type InvitePageCommand,
  type InvitePageState,
  parseFromInvitePage,
} from './invite-messages';
import { pageOf } from './webview-page';

export interface InviteModel {
  /** Undefined while there is nothing to show. */
  state(): InvitePageState | undefined;
  /** Fires after each change of the state, and at other times. */
  readonly onDidChange: Event<unknown>;
  run(command: InvitePageCommand): void;
}

/**
 * Shows how to join the room, as a QR code or as the digits of the room code, in an editor tab that can be as large as
 * the screen. It closes with the room, and isn't restored by a reloaded window: nothing that it shows is ever stored.
 */
export class InviteTab implements Disposable {
  private readonly store = new DisposableStore();
  private readonly tab: EditorTab;
  private panel: vscode.WebviewPanel | undefined;
  /** What the page shows; undefined until it is loaded. */
  private shown: string | undefined;

  /** @param viewType the tab's own */
  constructor(
    viewType: string,
    private readonly model: InviteModel,
    private readonly extensionUri: vscode.Uri,
  ) {
    this.tab = this.store.add(new EditorTab(viewType, extensionUri, (panel) => this.load(panel)));
    this.store.add(model.onDidChange(() => this.update()));
  }

  /** Opens the tab, or reveals the open one. */
  show(): void {
    if (this.model.state()) this.tab.open();
  }

  dispose(): void {
    this.tab.close();
    this.store.dispose();
  }

  private load(panel: vscode.WebviewPanel): TabContent {
    const { webview } = panel;
    this.panel = panel;
    this.update();
    const messages = webview.onDidReceiveMessage((value) => this.receive(value));
    webview.html = inviteHtml(pageOf(webview, this.extensionUri, 'invite'));
    return {
      setVisible: (visible) => {
        if (!visible) this.shown = undefined;
      },
      dispose: () => {
        messages.dispose();
        this.panel = undefined;
      },
    };
  }

  private receive(value: unknown): void {
    const message = parseFromInvitePage(value);
    if (message?.type === 'ready') this.post(this.model.state());
    else if (message?.type === 'close') this.tab.close();
    else if (message) this.model.run(message.command);
  }

  /** Shows the current state. */
  update(): void {
    if (!this.panel) return;
    const state = this.model.state();
    if (!state) {
      this.tab.close();
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
