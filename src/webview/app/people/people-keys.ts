import { focusIsLost } from '../base/focus';

/** How far below and beside an item's corner its menu opens, in CSS pixels. */
const menuInset = 16;

/**
 * Moves through the list of people with one stop of Tab: the arrow keys, Home and End. A click and
 * Enter open the editor's own menu, which a context menu event at the item brings up; the key for
 * menus and Shift+F10 make that event by themselves.
 */
export class PeopleKeys {
  private ids: readonly string[] = [];
  private chosen: string | undefined;
  private hadFocus = false;
  /** The editor's menu took the focus from the list, and gives it back to the page as a whole. */
  private menuOpened = false;

  constructor(private readonly redraw: () => void) {}

  /** Id of the one that Tab leads to. */
  get current(): string | undefined {
    return this.chosen;
  }

  /** Before drawing: whoever has left is not the one any more. */
  prepare(ids: readonly string[]): void {
    const at = this.ids.indexOf(this.chosen ?? '');
    if (this.chosen === undefined || !ids.includes(this.chosen)) {
      this.hadFocus = button(document.activeElement) !== null;
      this.chosen = ids[Math.min(Math.max(at, 0), ids.length - 1)];
    }
    this.ids = ids;
  }

  /** After drawing: the focus goes on to whoever stands in the place of the one that has left. */
  settle(): void {
    if (!this.hadFocus) return;
    this.hadFocus = false;
    if (focusIsLost()) this.focus();
  }

  readonly keydown = (event: KeyboardEvent): void => {
    const at = this.ids.indexOf(button(event.target)?.dataset.member ?? '');
    const next = at < 0 ? undefined : this.ids[this.target(event, at)];
    if (next === undefined) return;
    event.preventDefault();
    this.choose(next);
    this.focus();
  };

  readonly clicked = (event: MouseEvent): void => {
    const item = button(event.target);
    if (!item) return;
    // Enter is a click at no place.
    this.choose(item.dataset.member ?? '');
    const { left, bottom } = item.getBoundingClientRect();
    const [clientX, clientY] =
      event.detail === 0 ? [left + menuInset, bottom] : [event.clientX, event.clientY];
    item.dispatchEvent(
      new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX, clientY }),
    );
  };

  /** The editor opens its menu, whoever asked for it. */
  readonly menu = (event: MouseEvent): void => {
    this.menuOpened = button(event.target) !== null;
  };

  /** Goes back to whom a menu was opened for; says whether there was one. */
  comeBack(): boolean {
    const comes = this.menuOpened;
    this.menuOpened = false;
    if (comes) this.focus();
    return comes;
  }

  readonly focused = (event: FocusEvent): void => {
    const id = button(event.target)?.dataset.member;
    if (id !== undefined) this.choose(id);
  };

  private target({ key, ctrlKey, altKey, metaKey }: KeyboardEvent, at: number): number {
    if (ctrlKey || altKey || metaKey) return -1;
    switch (key) {
      case 'ArrowDown':
        return Math.min(at + 1, this.ids.length - 1);
      case 'ArrowUp':
        return Math.max(at - 1, 0);
      case 'Home':
        return 0;
      case 'End':
        return this.ids.length - 1;
      default:
        return -1;
    }
  }

  private choose(id: string): void {
    if (id === this.chosen) return;
    this.chosen = id;
    this.redraw();
  }

  private focus(): void {
    const id = CSS.escape(this.chosen ?? '');
    const item = document.querySelector<HTMLElement>(`[data-member="${id}"]`);
    // Folded away, the list leaves the focus to its button.
    (item ?? document.querySelector<HTMLElement>('.people-toggle'))?.focus();
  }
}

function button(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-member]') : null;
}
