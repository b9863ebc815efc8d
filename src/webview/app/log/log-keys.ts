import { focusMessageBox, isOfInputMethod } from '../base/focus';
import type { LogView } from './log-view';
import type { Row } from './rows';

/** What in a message can be used by itself: also code that is wider than the log, and scrolls. */
const controls = 'a[href], button, input, select, textarea, summary, [tabindex]';
/** Part of a screenful by which a message is scrolled that is higher than the log. */
const part = 0.8;

/**
 * The keys of the log, which is one stop of the Tab key: the arrows go from message to message, Enter
 * or Right goes into one, Escape comes back out, and then goes to the composer. A key that means
 * nothing here is left to the browser and the editor.
 */
export class LogKeys {
  private log: HTMLElement | undefined;
  /** The message that had the focus last. */
  private last: string | undefined;

  constructor(private readonly view: LogView) {}

  attach(log: HTMLElement): void {
    this.log = log;
    log.addEventListener('keydown', (event) => this.keydown(event));
    log.addEventListener('focusin', (event) => this.entered(event));
    log.addEventListener('focusout', (event) => this.left(event));
  }

  /** Comes to the log as with the Tab key: to the message that had the focus, else the newest in sight. */
  enter(): void {
    const index = this.entrance();
    if (index === undefined) this.log?.focus();
    else this.view.focus(index);
  }

  private keydown(event: KeyboardEvent): void {
    const article = articleOf(event.target);
    if (event.altKey || event.metaKey || event.shiftKey || isOfInputMethod(event)) return;
    if (isText(event.target)) return;
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
        return this.goTo(this.view.rows.find(0, 1, isArticle));
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
    // Code that is wider than the log is scrolled by the arrows.
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

  /** Scrolls on in a message that reaches beyond the edge one goes to. */
  private scrollsWithin(article: HTMLElement | undefined, step: 1 | -1): boolean {
    const { log } = this;
    if (!article || !log) return false;
    const inner = article.getBoundingClientRect();
    const outer = log.getBoundingClientRect();
    const rest = step > 0 ? inner.bottom - outer.bottom : outer.top - inner.top;
    // A margin may be cut off.
    if (rest < 4 || inner.height < outer.height) return false;
    log.scrollTop += step * Math.min(rest, outer.height * part);
    return true;
  }

  private step(by: 1 | -1): boolean {
    const { view } = this;
    const focused = view.focused();
    if (focused !== undefined) return this.goTo(view.rows.find(focused + by, by, isArticle));
    return this.goTo(this.entrance());
  }

  private page(by: 1 | -1): boolean {
    const { view } = this;
    const { rows } = view;
    const from = view.focused() ?? view.sight().first;
    const target = view.page(from, by);
    return this.goTo(
      rows.find(target, by, isArticle) ?? rows.find(target, by > 0 ? -1 : 1, isArticle),
    );
  }

  private end(): boolean {
    const { view } = this;
    view.toEnd();
    return this.goTo(view.rows.find(view.rows.length - 1, -1, isArticle));
  }

  /** The key is used up even where there is nowhere to go. */
  private goTo(index: number | undefined): boolean {
    if (index !== undefined) this.view.focus(index);
    return true;
  }

  /** Where one comes in: the message that had the focus if it is in sight, else the newest there. */
  private entrance(): number | undefined {
    const { view, last } = this;
    const { first, last: end } = view.sight();
    const known = last === undefined ? undefined : view.rows.indexOf(last);
    if (known !== undefined && known >= first && known <= end) return known;
    return view.rows.find(end, -1, isArticle);
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
    if (comesIn && isByKey && target !== article) {
      this.enter();
      return;
    }
    if (article) this.last = article.dataset.id;
    // Shift+Tab leaves the log, and does not stop at the element around the messages.
    log.tabIndex = article ? -1 : 0;
    if (article) setStops(article, target === article ? -1 : 0);
  }

  private left({ relatedTarget }: FocusEvent): void {
    const { log } = this;
    if (log && !(relatedTarget instanceof Node && log.contains(relatedTarget))) log.tabIndex = 0;
  }
}

function isArticle(row: Row): boolean {
  return row.kind === 'said';
}

function articleOf(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element
    ? (target.closest<HTMLElement>('article') ?? undefined)
    : undefined;
}

function isText(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea, select, [contenteditable]');
}

function isWide(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.scrollWidth > target.clientWidth &&
    target.localName !== 'button'
  );
}

/** The controls of a message that are there to be seen. */
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
 * Makes the controls of a message stops of the Tab key, or none. What scrolls sideways always is one:
 * what can be scrolled MUST be in reach of whoever only has the Tab key.
 */
export function setStops(element: HTMLElement, tabIndex: 0 | -1): void {
  for (const control of element.querySelectorAll<HTMLElement>(controls)) {
    if (control.localName !== 'article' && !isWide(control)) control.tabIndex = tabIndex;
  }
}
