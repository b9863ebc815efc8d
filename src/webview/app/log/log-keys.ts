import { focusMessageBox, isInputMethodKey } from '../base/focus';
import { isMessageRow, type LogRows } from './rows';

/** How to show a message. */
export interface RevealOptions {
  /** Whether to focus the message, too. */
  readonly focus?: boolean;
  /** Don't highlight the message, because something else does. */
  readonly quiet?: boolean;
}

/** The log as the keys, the commands and the find widget see it. */
export interface LogView {
  readonly rows: LogRows;
  /** The element that contains the drawn rows. */
  readonly block: HTMLElement;
  /** Scrolls a message into view unless it is visible, and highlights it for a moment. */
  reveal(messageId: string, options?: RevealOptions): void;
  /** Scrolls as little as possible to show a part of a drawn message. */
  expose(part: DOMRect): void;
  /** Focuses a message, and scrolls as little as possible. */
  focus(index: number): void;
  /** Goes to the end and stays there. */
  scrollToEnd(): void;
  /** The index of the row that contains the focus. */
  focused(): number | undefined;
  /** The indexes of the first and last visible row. */
  visibleRange(): { readonly first: number; readonly last: number };
  /** The index of the row a screenful above (-1) or below (1) this one; always another row. */
  page(index: number, step: 1 | -1): number;
  /** The element of a row; undefined when it isn't drawn. */
  slotOf(index: number): HTMLElement | undefined;
}

/** The elements of a message that can take the focus, including code that scrolls sideways. */
const controls = 'a[href], button, input, select, textarea, summary, [tabindex]';
/** The part of a screenful by which to scroll a message that is taller than the log. */
const part = 0.8;

/**
 * Keyboard navigation in the log, which is a single Tab stop. The arrow keys move between messages, Enter
 * or Right goes into a message, and Escape leaves it, then goes to the composer. Keys without a meaning
 * here go to the browser and the editor.
 */
export class LogKeys {
  private log: HTMLElement | undefined;
  /** The message that had the focus most recently. */
  private last: string | undefined;
  /** Where the pointer was last, in screen pixels. */
  private pointer: { readonly x: number; readonly y: number } | undefined;

  constructor(private readonly view: LogView) {}

  attach(log: HTMLElement): void {
    this.log = log;
    log.addEventListener('keydown', (event) => this.keydown(event));
    log.addEventListener('focusin', (event) => this.entered(event));
    log.addEventListener('focusout', (event) => this.left(event));
    log.addEventListener('pointermove', (event) => this.pointed(event));
    log.addEventListener('pointerdown', () => this.useKeys(false));
  }

  /** Focuses the log as Tab does: the message that had the focus, else the newest visible one. */
  enter(): void {
    const index = this.entrance();
    if (index === undefined) this.log?.focus();
    else this.view.focus(index);
  }

  private keydown(event: KeyboardEvent): void {
    const article = articleOf(event.target);
    // Also before Tab leads to the buttons of the message, which must be visible by then.
    if (event.key === 'Tab') this.useKeys(true);
    if (event.altKey || event.metaKey || event.shiftKey || isInputMethodKey(event)) return;
    if (isText(event.target)) return;
    const wasHidden = isHiddenButton(event.target);
    if (!event.ctrlKey) this.useKeys(true);
    if (wasHidden && (event.key === 'Enter' || event.key === ' ')) {
      // The key shows the button; the next one presses it.
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const isInside = article !== undefined && event.target !== article;
    const used = isInside ? this.inMessage(event, article) : this.amongMessages(event, article);
    if (!used) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private amongMessages(event: KeyboardEvent, article: HTMLElement | undefined): boolean {
    const { key, ctrlKey } = event;
    if (ctrlKey && key !== 'Home' && key !== 'End') return false;
    switch (key) {
      case 'ArrowUp':
        return this.scrollsWithin(article, -1) || this.step(-1);
      case 'ArrowDown':
        return this.scrollsWithin(article, 1) || this.step(1);
      case 'PageUp':
        return this.page(-1);
      case 'PageDown':
        return this.page(1);
      case 'Home':
        return this.goTo(this.view.rows.find(0, 1, isMessageRow));
      case 'End':
        return this.end();
      case 'Enter':
      case 'ArrowRight':
        return article !== undefined && focusFirst(usable(article));
      case 'Escape':
        if (!focusMessageBox()) this.enter();
        return true;
      default:
        return false;
    }
  }

  private inMessage({ key, target, ctrlKey }: KeyboardEvent, article: HTMLElement): boolean {
    // The arrow keys scroll code that is wider than the log.
    if (ctrlKey || (key.startsWith('Arrow') && isWide(target))) return false;
    const all = usable(article);
    const at = all.indexOf(target as HTMLElement);
    switch (key) {
      case 'Escape':
        article.focus({ preventScroll: true });
        return true;
      case 'ArrowLeft':
        if (at <= 0) article.focus({ preventScroll: true });
        else all[at - 1]?.focus();
        return true;
      case 'ArrowRight':
        all[at + 1]?.focus();
        return true;
      default:
        return false;
    }
  }

  /** Scrolls within a message that extends past the edge in that direction. Returns whether it did. */
  private scrollsWithin(article: HTMLElement | undefined, step: 1 | -1): boolean {
    const { log } = this;
    if (!article || !log) return false;
    const inner = article.getBoundingClientRect();
    const outer = log.getBoundingClientRect();
    const rest = step > 0 ? inner.bottom - outer.bottom : outer.top - inner.top;
    // Ignore a few pixels of margin that are cut off.
    if (rest < 4 || inner.height < outer.height) return false;
    log.scrollTop += step * Math.min(rest, outer.height * part);
    return true;
  }

  private step(by: 1 | -1): boolean {
    const { view } = this;
    const focused = view.focused();
    if (focused !== undefined) return this.goTo(view.rows.find(focused + by, by, isMessageRow));
    return this.goTo(this.entrance());
  }

  private page(by: 1 | -1): boolean {
    const { view } = this;
    const { rows } = view;
    const from = view.focused() ?? view.visibleRange().first;
    const target = view.page(from, by);
    return this.goTo(
      rows.find(target, by, isMessageRow) ?? rows.find(target, by > 0 ? -1 : 1, isMessageRow),
    );
  }

  private end(): boolean {
    const { view } = this;
    view.scrollToEnd();
    return this.goTo(view.rows.find(view.rows.length - 1, -1, isMessageRow));
  }

  /** Focuses the row, if any. Returns true in either case, because the key is used. */
  private goTo(index: number | undefined): boolean {
    if (index !== undefined) this.view.focus(index);
    return true;
  }

  /** The row that gets the focus first: the message that had it, if visible, else the newest visible one. */
  private entrance(): number | undefined {
    const { view, last } = this;
    const { first, last: end } = view.visibleRange();
    const known = last === undefined ? undefined : view.rows.indexOf(last);
    if (known !== undefined && known >= first && known <= end) return known;
    return view.rows.find(end, -1, isMessageRow);
  }

  private entered({ target, relatedTarget }: FocusEvent): void {
    const { log } = this;
    if (!log) return;
    const article = articleOf(target);
    for (const each of log.querySelectorAll('article')) {
      if (each !== article) setStops(each, -1);
    }
    const comesIn = !(relatedTarget instanceof Node && log.contains(relatedTarget));
    const isByKey = target instanceof Element && target.matches(':focus-visible');
    if (isByKey) this.useKeys(true);
    if (comesIn && isByKey && target !== article) {
      this.enter();
      return;
    }
    if (article) this.last = article.dataset.id;
    // Shift+Tab then leaves the log, instead of stopping at the element around the messages.
    log.tabIndex = article ? -1 : 0;
    if (article) setStops(article, target === article ? -1 : 0);
  }

  private left({ relatedTarget }: FocusEvent): void {
    const { log } = this;
    if (!log || (relatedTarget instanceof Node && log.contains(relatedTarget))) return;
    log.tabIndex = 0;
    this.useKeys(false);
  }

  /** Browsers also report that the pointer moved when the page scrolled under it. */
  private pointed({ screenX, screenY }: PointerEvent): void {
    const { pointer } = this;
    this.pointer = { x: screenX, y: screenY };
    if (pointer?.x !== screenX || pointer.y !== screenY) this.useKeys(false);
  }

  /** Notes whether the user moves by keyboard or pointer, which decides whose buttons are visible. */
  private useKeys(on: boolean): void {
    this.log?.classList.toggle('by-keys', on);
  }
}

function articleOf(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element
    ? (target.closest<HTMLElement>('article') ?? undefined)
    : undefined;
}

function isText(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea, select, [contenteditable]');
}

/** Whether this button has the focus unseen, because the pointer is over another message. */
function isHiddenButton(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('.actions-rail') !== null &&
    !target.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  );
}

function isWide(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.scrollWidth > target.clientWidth &&
    target.localName !== 'button'
  );
}

/** The visible controls of a message. */
function usable(article: HTMLElement): HTMLElement[] {
  return [...article.querySelectorAll<HTMLElement>(controls)].filter((control) =>
    control.checkVisibility({ visibilityProperty: true }),
  );
}

function focusFirst([first]: readonly HTMLElement[]): boolean {
  first?.focus();
  return first !== undefined;
}

/**
 * Adds the controls of a message to the Tab order, or removes them. An element that scrolls sideways always
 * stays in it: it MUST be reachable with the Tab key alone.
 */
export function setStops(element: HTMLElement, tabIndex: 0 | -1): void {
  for (const control of element.querySelectorAll<HTMLElement>(controls)) {
    if (control.localName !== 'article' && !isWide(control)) control.tabIndex = tabIndex;
  }
}
