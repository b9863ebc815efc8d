import type { LogRows } from './rows';

/** How to show a message. */
export interface RevealOptions {
  /** Also focus the message. */
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
  toEnd(): void;
  /** The index of the row that contains the focus. */
  focused(): number | undefined;
  /** The indexes of the first and last visible row. */
  sight(): { readonly first: number; readonly last: number };
  /** The index of the row a screenful above (-1) or below (1) this one; always another row. */
  page(index: number, step: 1 | -1): number;
  /** The element of a row; undefined when it isn't drawn. */
  slotOf(index: number): HTMLElement | undefined;
}
