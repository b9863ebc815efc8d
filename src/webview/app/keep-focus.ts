/** On `mousedown`: whoever clicks here while writing goes on writing. The keyboard still gets here. */
export function keepFocus(event: Event): void {
  event.preventDefault();
}
