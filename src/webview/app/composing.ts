/** The part of a keyboard event that tells what Enter means. */
export interface EnterKey {
  readonly key: string;
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/**
 * Whether this key press sends. An Enter that belongs to an input method (it picks a candidate or
 * ends a composition) never does: Chromium and Firefox say so with `isComposing`; Safari fires
 * `compositionend` just before the key press, which then has only the key code 229 to show for it.
 */
export function sends(event: EnterKey): boolean {
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return false;
  return !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey);
}
