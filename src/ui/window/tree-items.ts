import * as vscode from 'vscode';
import { fencedCode, plainMarkdown } from '../../text/markdown-text';
import { inertMarkdown, inertText } from '../../util/inert-text';

/** A row of a tree view. Its texts may come from anyone. */
export interface TreeRow {
  readonly label: string;
  readonly description?: string;
  /** The product icon before the label. */
  readonly icon: string;
  /** Shown below each other while the pointer rests on the row. */
  readonly tooltip?: readonly TooltipPart[];
  /** Whether it looks as if it were turned off. */
  readonly isDimmed?: boolean;
  /** Names the row's actions in the manifest. */
  readonly context: string;
  /** Read out instead of the label and the description. */
  readonly spoken?: string;
}

/** A line of text, or a block of code with the language's id. */
export type TooltipPart = string | { readonly code: string; readonly language: string };

/** The row as the editor shows it: no text in it becomes a link, an icon or markup. */
export function treeItem(row: TreeRow, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const { label, description, icon, tooltip, isDimmed = false, context, spoken } = row;
  const item = new vscode.TreeItem(inertText(label), state);
  if (description !== undefined) item.description = inertText(description);
  const color = isDimmed ? new vscode.ThemeColor('disabledForeground') : undefined;
  item.iconPath = new vscode.ThemeIcon(icon, color);
  if (isDimmed) item.resourceUri = dimmed;
  item.tooltip = tooltip ? hover(tooltip) : '';
  item.contextValue = context;
  item.accessibilityInformation = {
    label: inertText(spoken ?? [label, description].filter(Boolean).join(', ')),
  };
  return item;
}

/** The longest code in a tooltip, in UTF-16 units. */
const maxCode = 2000;

function hover(parts: readonly TooltipPart[]): vscode.MarkdownString {
  const lines = parts.map((part) =>
    typeof part === 'string'
      ? plainMarkdown(inertMarkdown(part))
      : fencedCode(part.code.slice(0, maxCode), part.language).join('\n'),
  );
  // Neither trusted nor HTML, which are the defaults: no command, and no tag.
  return new vscode.MarkdownString(lines.join('\n\n'));
}

const dimmedScheme = 'deskmate-dimmed';
const dimmed = vscode.Uri.from({ scheme: dimmedScheme, path: '/' });

/** Makes dimmed rows look so, which the editor only does for what has an address. */
export function dimRows(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme }) =>
      scheme === dimmedScheme ? { color: new vscode.ThemeColor('disabledForeground') } : undefined,
  });
}

/** The editor's tree view, with inert texts. */
export class TreeView<T> implements vscode.Disposable {
  private readonly view: vscode.TreeView<T>;
  readonly onDidChangeVisibility: vscode.TreeView<T>['onDidChangeVisibility'];

  constructor(id: string, provider: vscode.TreeDataProvider<T>) {
    this.view = vscode.window.createTreeView(id, { treeDataProvider: provider });
    this.onDidChangeVisibility = this.view.onDidChangeVisibility;
  }

  get visible(): boolean {
    return this.view.visible;
  }

  get selection(): readonly T[] {
    return this.view.selection;
  }

  /** A line above the rows; undefined for none. */
  set message(text: string | undefined) {
    // The type has no undefined, but an empty message takes no space either.
    this.view.message = text === undefined ? '' : inertText(text);
  }

  /** @param value 0 for none */
  setBadge(value: number, tooltip: string): void {
    this.view.badge = value === 0 ? undefined : { value, tooltip: inertText(tooltip) };
  }

  dispose(): void {
    this.view.dispose();
  }
}
