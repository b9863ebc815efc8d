import * as vscode from 'vscode';
import { inertMarkdown, inertText } from '../../util/inert-text';
import { QuickInput } from './quick-input';

/** A list item or separator. Its texts may come from anyone. */
export interface PickItem {
  readonly label: string;
  /** The product icon before the label: `sign-in`. */
  readonly icon?: string;
  readonly description?: string;
  readonly detail?: string;
  readonly kind?: vscode.QuickPickItemKind;
  readonly alwaysShow?: boolean;
  readonly buttons?: readonly vscode.QuickInputButton[];
}

type Shown<T> = vscode.QuickPickItem & { readonly item: T };

/** A button on a list item. `icon`: a product icon such as `trash`. */
export function pickButton(icon: string, tooltip: string): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip: inertText(tooltip) };
}

/** Like the editor's function of this name. */
export function createQuickPick<T extends PickItem>(): QuickPick<T> {
  return new QuickPick<T>(vscode.window.createQuickPick<Shown<T>>());
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
  const chosen = await vscode.window.showQuickPick(items.map(shown), {
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
  const chosen = await vscode.window.showQuickPick(items.map(shown), {
    canPickMany: true,
    matchOnDescription: options.matchOnDescription,
    title: inertText(options.title),
    placeHolder: inertText(options.placeHolder),
  });
  return chosen?.map(({ item }) => item);
}

/** The editor's list of this name; identifies items by the objects that were passed. */
export class QuickPick<T extends PickItem> extends QuickInput<vscode.QuickPick<Shown<T>>> {
  private shown = new Map<T, Shown<T>>();

  readonly onDidAccept = this.input.onDidAccept;
  readonly onDidChangeValue = this.input.onDidChangeValue;

  set items(items: readonly T[]) {
    this.shown = new Map(items.map((item) => [item, shown(item)]));
    this.input.items = [...this.shown.values()];
  }

  /** Shows what the user is waiting for, instead of the items. The typed text stays. */
  showWaiting(words: string, detail: string): void {
    this.shown = new Map();
    const row = { icon: 'loading~spin', label: words, detail, alwaysShow: true };
    this.input.items = [shown(row as unknown as T)];
  }

  get items(): readonly T[] {
    return [...this.shown.keys()];
  }

  set activeItems(items: readonly T[]) {
    this.input.activeItems = this.shownOf(items);
  }

  get activeItems(): readonly T[] {
    return this.input.activeItems.map(({ item }) => item);
  }

  set selectedItems(items: readonly T[]) {
    this.input.selectedItems = this.shownOf(items);
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

  private shownOf(items: readonly T[]): readonly Shown<T>[] {
    return items.flatMap((item) => this.shown.get(item) ?? []);
  }
}

function shown<T extends PickItem>(item: T): Shown<T> {
  const { icon, label, description, detail, kind, alwaysShow, buttons } = item;
  return {
    item,
    label: icon === undefined ? inertText(label) : `$(${icon}) ${inertText(label)}`,
    // The editor also shows these in a hover.
    ...(description !== undefined && { description: inertMarkdown(description) }),
    ...(detail !== undefined && { detail: inertMarkdown(detail) }),
    ...(kind !== undefined && { kind }),
    ...(alwaysShow !== undefined && { alwaysShow }),
    ...(buttons !== undefined && { buttons }),
  };
}
