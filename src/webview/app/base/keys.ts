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
 * Whether a key press belongs to an input method: it picks a candidate, or ends a composition. Chromium
 * and Firefox say so with `isComposing`; Safari fires `compositionend` just before the key press, which
 * then has only the key code 229 to show for it.
 */
export function isOfInputMethod(event: Pick<EnterKey, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Whether this key press sends: Enter alone, unless it belongs to an input method. */
export function sends(event: EnterKey): boolean {
  if (event.key !== 'Enter' || isOfInputMethod(event)) return false;
  return !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey);
}
