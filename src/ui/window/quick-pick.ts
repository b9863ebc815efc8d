import * as vscode from 'vscode';
import { inertText } from '../../util/inert-text';
import { QuickInput } from './quick-input';
import { type PickItem, type ShownItem, ShownItems, shownItem } from './shown-items';

/** A button on a list item. `icon`: a product icon such as `trash`. */
export function pickButton(icon: string, tooltip: string): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip: inertText(tooltip) };
}

/** Like the editor's function of this name. */
export function createQuickPick<T extends PickItem>(): QuickPick<T> {
  return new QuickPick<T>(vscode.window.createQuickPick<ShownItem<T>>());
}

/** Like the editor's function of this name; resolves with the chosen item, as it was passed. */
export async function showQuickPick<T extends PickItem>(
  items: readonly T[],
  options: {
    readonly title?: string;
    readonly placeHolder?: string;
    readonly matchOnDescription?: boolean;
  },
): Promise<T | undefined> {
  const { title, placeHolder, matchOnDescription = false } = options;
  const chosen = await vscode.window.showQuickPick(items.map(shownItem), {
    matchOnDescription,
    ...(title !== undefined && { title: inertText(title) }),
    ...(placeHolder !== undefined && { placeHolder: inertText(placeHolder) }),
  });
  return chosen?.item;
}

/** Like {@link showQuickPick}, with a check box before each item, none of them checked; resolves with the checked items. */
export async function showQuickPicks<T extends PickItem>(
  items: readonly T[],
  options: {
    readonly title: string;
    readonly placeHolder: string;
    readonly matchOnDescription: boolean;
  },
): Promise<readonly T[] | undefined> {
  const chosen = await vscode.window.showQuickPick(items.map(shownItem), {
    canPickMany: true,
    matchOnDescription: options.matchOnDescription,
    title: inertText(options.title),
    placeHolder: inertText(options.placeHolder),
  });
  return chosen?.map(({ item }) => item);
}

/** The editor's list of this name; identifies items by the objects that were passed. */
export class QuickPick<T extends PickItem> extends QuickInput<vscode.QuickPick<ShownItem<T>>> {
  private shown = new ShownItems<T>();

  readonly onDidAccept = this.input.onDidAccept;
  readonly onDidChangeValue = this.input.onDidChangeValue;

  set items(items: readonly T[]) {
    const rows = this.shown.replace(items);
    if (rows) this.input.items = rows;
  }

  /** Shows what the user is waiting for, instead of the items. The typed text stays. */
  showWaiting(words: string, detail: string): void {
    this.shown = new ShownItems();
    const row = { icon: 'loading~spin', label: words, detail, alwaysShow: true };
    this.input.items = [shownItem(row as unknown as T)];
  }

  get items(): readonly T[] {
    return this.shown.items;
  }

  set activeItems(items: readonly T[]) {
    this.input.activeItems = this.shown.rowsOf(items);
  }

  get activeItems(): readonly T[] {
    return this.input.activeItems.map(({ item }) => item);
  }

  set selectedItems(items: readonly T[]) {
    this.input.selectedItems = this.shown.rowsOf(items);
  }

  get selectedItems(): readonly T[] {
    return this.input.selectedItems.map(({ item }) => item);
  }

  set canSelectMany(on: boolean) {
    this.input.canSelectMany = on;
  }

  set matchOnDescription(on: boolean) {
    this.input.matchOnDescription = on;
  }

  onDidChangeSelection(listener: (items: readonly T[]) => void): vscode.Disposable {
    return this.input.onDidChangeSelection((items) => listener(items.map(({ item }) => item)));
  }

  onDidTriggerItemButton(
    listener: (event: { readonly item: T; readonly button: vscode.QuickInputButton }) => void,
  ): vscode.Disposable {
    return this.input.onDidTriggerItemButton(({ item, button }) =>
      listener({ item: item.item, button }),
    );
  }
}
