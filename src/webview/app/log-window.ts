/** How many messages are drawn at first, and how many more at a time. */
export const pageSize = 300;

/**
 * Which part of the log is drawn: the newest page, more when asked for. While the person is at the
 * bottom what is drawn stays one page; while they read further up, nothing is taken away from them.
 */
export class LogWindow {
  private first = 0;

  /** Ordinal of the first message drawn, given the log's bounds. */
  place(bounds: { readonly start: number; readonly end: number }, atBottom: boolean): number {
    const newestPage = bounds.end - pageSize;
    this.first = Math.max(bounds.start, atBottom ? newestPage : Math.min(this.first, newestPage));
    return this.first;
  }

  showEarlier(): void {
    this.first -= pageSize;
  }

  /** Makes sure that a message is drawn, with some before it. */
  reveal(ordinal: number): void {
    this.first = Math.min(this.first, ordinal - pageSize / 2);
  }

  reset(): void {
    this.first = Number.MAX_SAFE_INTEGER;
  }
}
