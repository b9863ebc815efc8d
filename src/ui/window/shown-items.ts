import type * as vscode from 'vscode';
import { inertMarkdown, inertText } from '../../util/inert-text';

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

/** A row of the editor's list, and the item that it stands for. */
export type ShownItem<T> = vscode.QuickPickItem & { item: T };

/**
 * The rows of a list. The editor draws all rows anew when it gets items, and a click that began on the old row is lost;
 * so rows that look the same stay, and stand for the new items.
 */
export class ShownItems<T extends PickItem> {
  private shown = new Map<T, ShownItem<T>>();

  /** @returns the rows for the editor, or undefined if the rows that it has look like them */
  replace(items: readonly T[]): readonly ShownItem<T>[] | undefined {
    const before = [...this.shown.values()];
    const rows = items.map(shownItem);
    const isSame =
      rows.length === before.length && rows.every((row, at) => isAlike(row, before[at]));
    // Without items the list may show something else.
    if (!isSame || rows.length === 0) {
      this.shown = new Map(rows.map((row) => [row.item, row]));
      return rows;
    }
    this.shown = new Map(
      before.map((row, at) => {
        row.item = items[at] ?? row.item;
        return [row.item, row];
      }),
    );
    return undefined;
  }

  get items(): readonly T[] {
    return [...this.shown.keys()];
  }

  /** The rows of those of these items that are in the list. */
  rowsOf(items: readonly T[]): readonly ShownItem<T>[] {
    return items.flatMap((item) => this.shown.get(item) ?? []);
  }
}

/** How the editor shows an item: no text in it becomes a link or an icon. */
export function shownItem<T extends PickItem>(item: T): ShownItem<T> {
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

function isAlike(a: ShownItem<unknown>, b: ShownItem<unknown> | undefined): boolean {
  return (
    b !== undefined &&
    a.label === b.label &&
    a.description === b.description &&
    a.detail === b.detail &&
    a.kind === b.kind &&
    a.alwaysShow === b.alwaysShow &&
    hasSameButtons(a.buttons ?? [], b.buttons ?? [])
  );
}

function hasSameButtons(
  a: readonly vscode.QuickInputButton[],
  b: readonly vscode.QuickInputButton[],
): boolean {
  return a.length === b.length && a.every((button, at) => button === b[at]);
}
