/** The index in a vertical list that a key leads to from the item at `at`; −1 for other keys. */
export function indexAfter(key: string, at: number, length: number): number {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, length - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return -1;
  }
}
