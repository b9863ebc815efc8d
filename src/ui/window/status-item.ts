import * as vscode from 'vscode';
import { inertLines, inertText } from '../../util/inert-text';

/** What the status bar item shows. */
export interface StatusText {
  /** The product icon that stands before the text. */
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  readonly warning: boolean;
}

/** The one item in the status bar. */
export class StatusItem implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;

  /**
   * @param name what the person sees in the list of items to hide
   * @param command what a click runs
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

  show({ icon, text, tooltip, warning }: StatusText): void {
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
