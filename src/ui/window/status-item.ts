import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { inertLines, inertText } from '../../util/inert-text';

/** What the status bar item shows. */
export interface StatusText {
  /** The product icon before the text. */
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  readonly warning: boolean;
}

/** Deskmate's item in the status bar. */
export class StatusItem implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private shown: StatusText | undefined;

  /**
   * @param name the item's name in the editor's menu for hiding items
   * @param command the command that a click runs
   */
  constructor(name: string, command: string) {
    this.item = vscode.window.createStatusBarItem(
      'deskmate.connection',
      vscode.StatusBarAlignment.Left,
      0,
    );
    this.item.name = name;
    this.item.command = command;
  }

  show(next: StatusText): void {
    // The editor sends and draws whatever is set, even if it's the same.
    if (isDeepStrictEqual(next, this.shown)) return;
    this.shown = next;
    const { icon, text, tooltip, warning } = next;
    const words = inertText(text);
    this.item.text = `$(${icon}) ${words}`;
    this.item.tooltip = inertLines(tooltip);
    this.item.accessibilityInformation = { label: words };
    this.item.backgroundColor = warning
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
