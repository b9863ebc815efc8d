import * as vscode from 'vscode';
import type { StatusText } from './words/status-text';

/** The one item in the status bar. */
export class StatusItem implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;

  /** @param name what the person sees in the list of items to hide */
  constructor(name: string) {
    this.item = vscode.window.createStatusBarItem(
      'deskmate.connection',
      vscode.StatusBarAlignment.Left,
      0,
    );
    this.item.name = name;
    this.item.command = 'deskmate.showMenu';
  }

  show({ text, tooltip, label, warning }: StatusText): void {
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label };
    this.item.backgroundColor = warning
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
