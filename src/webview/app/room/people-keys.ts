import { isFocusLost } from '../base/focus';
import { indexAfter } from '../base/list-keys';

/** How far from an item's bottom left corner its menu opens, in CSS pixels. */
const menuInset = 16;

/**
 * Keyboard navigation in the list, which is a single Tab stop: the arrow keys, Home and End. A click and
 * Enter open the editor's own menu, by dispatching a context menu event at the item; the menu key and
 * Shift+F10 cause that event by themselves.
 */
export class PeopleKeys {
  private ids: readonly string[] = [];
  private chosen: string | undefined;
  private hadFocus = false;
  /** Whether the editor's menu is open; it takes the focus and returns it only to the page as a whole. */
  private menuOpened = false;

  constructor(private readonly redraw: () => void) {}

  /** The id of the member that Tab leads to. */
  get current(): string | undefined {
    return this.chosen;
  }

  /** Call before drawing: replaces the current member if it has left. */
  beforeRender(ids: readonly string[]): void {
    const at = this.ids.indexOf(this.chosen ?? '');
    if (this.chosen === undefined || !ids.includes(this.chosen)) {
      this.hadFocus = button(document.activeElement) !== null;
      this.chosen = ids[Math.min(Math.max(at, 0), ids.length - 1)];
    }
    this.ids = ids;
  }

  /** Call after drawing: if the focused member has left, focuses the one in its place. */
  afterRender(): void {
    if (!this.hadFocus) return;
    this.hadFocus = false;
    if (isFocusLost()) this.focus();
  }

  readonly keydown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey) return;
    const at = this.ids.indexOf(button(event.target)?.dataset.member ?? '');
    const next = at < 0 ? undefined : this.ids[indexAfter(key, at, this.ids.length)];
    if (next === undefined) return;
    event.preventDefault();
    this.choose(next);
    this.focus();
  };

  readonly clicked = (event: MouseEvent): void => {
    const item = button(event.target);
    if (!item) return;
    // A click by Enter has no position.
    this.choose(item.dataset.member ?? '');
    const { left, bottom } = item.getBoundingClientRect();
    const [clientX, clientY] =
      event.detail === 0 ? [left + menuInset, bottom] : [event.clientX, event.clientY];
    item.dispatchEvent(
      new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX, clientY }),
    );
  };

  /** Notes that the editor opens its menu, whatever caused it. */
  readonly menu = (event: MouseEvent): void => {
    this.menuOpened = button(event.target) !== null;
  };

  /** Returns the focus to the member whose menu was open; returns whether there was one. */
  restoreFocus(): boolean {
    const comes = this.menuOpened;
    this.menuOpened = false;
    if (comes) this.focus();
    return comes;
  }

  readonly focused = (event: FocusEvent): void => {
    const id = button(event.target)?.dataset.member;
    if (id !== undefined) this.choose(id);
  };

  private choose(id: string): void {
    if (id === this.chosen) return;
    this.chosen = id;
    this.redraw();
  }

  private focus(): void {
    const id = CSS.escape(this.chosen ?? '');
    const item = document.querySelector<HTMLElement>(`[data-member="${id}"]`);
    // When the list is folded, its button gets the focus.
    (item ?? document.querySelector<HTMLElement>('.people-toggle'))?.focus();
  }
}

function button(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-member]') : null;
}
