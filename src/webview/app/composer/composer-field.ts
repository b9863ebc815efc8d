import { focusMessageBox, isFocusLost, messageBox } from '../base/focus';
import type { PanelStrings } from '../base/messages';
import { openEmojiPicker } from '../emoji/emoji-picker';

/** Input types that insert copied text. */
const copyingInputs: ReadonlySet<string> = new Set(['insertFromPaste', 'insertFromDrop']);

/** The composer's text field while it is drawn, removed and drawn again: its focus, its caret and its input method. */
export class ComposerField {
  private composing = false;
  /** What waits for the end of the composition. */
  private held: (() => void)[] = [];
  /** Text typed just before the panel had the keyboard that arrived during a composition. */
  private heldTyped = '';
  private hadFocus = false;
  /** Whether messages could be sent at the last drawing. */
  private couldSend = false;
  /** The caret's position when the panel got the keyboard. Text typed just before is inserted here. */
  private arrival = 0;

  /** Whether an input method is composing, which a change of the text would end. */
  get isComposing(): boolean {
    return this.composing;
  }

  /** Focuses the field. Returns whether it took the focus; it doesn't while nothing can be sent. */
  focus(): boolean {
    const arrived = focusMessageBox();
    if (arrived) this.arrival = messageBox()?.selectionEnd ?? 0;
    return arrived;
  }

  /**
   * Inserts text that the user typed before the panel had the keyboard, ahead of what they typed since.
   * Returns whether there is a field for it.
   */
  insertTyped(text: string): boolean {
    const field = messageBox();
    if (!field || field.disabled) return false;
    if (this.composing) {
      this.heldTyped += text;
      return true;
    }
    const at = Math.min(this.arrival, field.value.length);
    field.setRangeText(text, at, at, 'preserve');
    if (field.selectionStart === at) field.setSelectionRange(at + text.length, at + text.length);
    this.arrival = at + text.length;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return true;
  }

  startComposition(): void {
    this.composing = true;
  }

  endComposition(): void {
    this.composing = false;
    const typed = this.heldTyped;
    this.heldTyped = '';
    // Before what is held: the field still shows the text without it.
    if (typed !== '') this.insertTyped(typed);
    for (const change of this.held.splice(0)) change();
  }

  /** Changes the text now, or when the composition has ended. */
  whenComposed(change: () => void): void {
    if (this.composing) this.held.push(change);
    else change();
  }

  /** Call before drawing. */
  beforeRender(): void {
    // A disabled field loses the focus, and so does a removed button.
    this.hadFocus ||= document.activeElement?.closest('.composer') != null;
    // A removed field never fires `compositionend`.
    if (this.composing && document.activeElement !== messageBox()) this.endComposition();
  }

  /**
   * Call after drawing: restores the focus unless the user has moved it meanwhile. Also focuses the field
   * when the user has just entered a room.
   */
  afterRender(canSend: boolean): void {
    const isNew = canSend && !this.couldSend;
    this.couldSend = canSend;
    if (!canSend || !(this.hadFocus || isNew)) return;
    this.hadFocus = false;
    if (isFocusLost()) this.focus();
  }
}

/** Puts the caret after the text in the field. */
export function moveCaretToEnd(): void {
  const field = messageBox();
  field?.setSelectionRange(field.value.length, field.value.length);
}

/** Inserts a text into the focused field in place of what is selected, so that Ctrl+Z can undo it. */
export function insertUndoable(text: string): void {
  // There is no other way.
  document.execCommand('insertText', false, text);
}

/** Whether a change of the text has inserted a copied beginning. */
export function hasCopiedBeginning(event: Event, before: string, after: string): boolean {
  const isCopying = event instanceof InputEvent && copyingInputs.has(event.inputType);
  return isCopying && before[0] !== after[0];
}

/** Lets the user choose an emoji, and inserts it into the message box. @param anchor the button that was pressed */
export function pickEmoji(anchor: HTMLElement, strings: PanelStrings): void {
  openEmojiPicker({
    anchor,
    label: strings.insertEmoji,
    strings,
    common: [],
    choose: (text) => {
      focusMessageBox();
      insertUndoable(text);
    },
    leave: focusMessageBox,
    closed: () => {},
  });
}
