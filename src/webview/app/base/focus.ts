/** On `mousedown`: whoever clicks here while writing goes on writing. The keyboard still gets here. */
export function keepFocus(event: Event): void {
  event.preventDefault();
}

/**
 * Whether the keyboard is in the panel, but on nothing in it: what had the focus is gone or disabled.
 * Only then may the panel move the focus by itself. While the person writes in the editor, `focus()`
 * in a frame would take the keyboard away from there.
 */
export function focusIsLost(): boolean {
  return document.hasFocus() && document.activeElement === document.body;
}
