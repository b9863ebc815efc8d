import type { LogRows } from './rows';

/** How to come to a message. */
export interface RevealOptions {
  /** Gives it the focus, too. */
  readonly focus?: boolean;
  /** Does not make it stand out: something else does. */
  readonly quiet?: boolean;
}

/** The log as keys, commands and the find widget see it. */
export interface LogView {
  readonly rows: LogRows;
  /** The element around the rows that are drawn. */
  readonly block: HTMLElement;
  /** Brings a message into sight, unless it is there, and shows for a moment which one it is. */
  reveal(messageId: string, options?: RevealOptions): void;
  /** Scrolls no further than needed to show a part of a message that is drawn. */
  expose(part: DOMRect): void;
  /** Gives a message the focus, and scrolls no further than needed. */
  focus(index: number): void;
  /** Goes to the end, and stays there. */
  toEnd(): void;
  /** Index of the row that has the focus, or has something in it that has. */
  focused(): number | undefined;
  /** Indexes of the first and the last row in sight. */
  sight(): { readonly first: number; readonly last: number };
  /** Index of the row a screenful above (-1) or below (1) another one, which it never is itself. */
  page(index: number, step: 1 | -1): number;
  /** The element of a row, where it is drawn. */
  slotOf(index: number): HTMLElement | undefined;
}
