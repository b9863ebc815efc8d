import { messageBox } from '../base/focus';
import type { UserMessage } from '../state/message-log';
import { moveCaretToEnd } from './composer-field';
import type { ComposerTargets } from './composer-targets';
import type { Outgoing } from './outgoing';
import { Recall } from './recall';

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** What the composer does for the arrow keys. */
export interface EarlierEvents {
  /** Starts editing an own message, with the caret at its end. */
  edit(message: UserMessage): void;
  /** The field's content was replaced; the draft must be stored again. */
  replaced(): void;
}

/**
 * The arrow keys that lead to earlier messages. With Alt, they recall texts. Alone, in an empty field or while it
 * holds what an arrow key brought, they lead from one own message to the next for editing; where messages can't be
 * edited, they recall texts, too.
 */
export class EarlierMessages {
  private readonly recall = new Recall();
  /** The edit that an arrow key opened; in any other one, the keys move the caret. */
  private walkedTo: string | undefined;

  constructor(
    private readonly outgoing: Outgoing,
    private readonly targets: ComposerTargets,
    private readonly on: EarlierEvents,
  ) {}

  /** What to store as the draft while the field may hold an earlier text. */
  kept(text: string): string {
    return this.recall.kept(text);
  }

  /** Ends a walk; returns the draft that waited for its end, which is empty when there was none. */
  end(): string {
    return this.recall.end();
  }

  /** Returns from an earlier text to the draft. Returns whether there was one. */
  stop(): boolean {
    if (!this.recall.active) return false;
    this.outgoing.type(this.recall.end());
    this.on.replaced();
    return true;
  }

  /** Handles a key press that doesn't belong to an input method. Returns whether it was used. */
  key({ key, shiftKey, ctrlKey, altKey, metaKey }: Key): boolean {
    if (shiftKey || ctrlKey || metaKey || (key !== 'ArrowUp' && key !== 'ArrowDown')) return false;
    const { outgoing, recall, targets } = this;
    const { text, edit } = outgoing;
    const older = key === 'ArrowUp';
    if (edit !== undefined) return !altKey && this.walkEdits(edit, older);
    if (altKey || (recall.isUnchanged(text) && isCaretAtEnd())) return this.walkTexts(older);
    if (text !== '' || !older) return false;
    if (!targets.canEdit) return this.walkTexts(older);
    const last = targets.editable();
    if (last) this.edit(last);
    return last !== undefined;
  }

  /** Goes from an unchanged edit to the message before or after; after the last one, back to the draft. */
  private walkEdits(edit: string, older: boolean): boolean {
    const { outgoing, targets, walkedTo } = this;
    if (edit !== walkedTo || outgoing.isChanged || !isCaretAtEnd()) return false;
    const next = targets.editable({ id: edit, newer: !older });
    if (next) this.edit(next);
    else if (!older) {
      outgoing.cancel();
      this.on.replaced();
    }
    return true;
  }

  private edit(message: UserMessage): void {
    this.walkedTo = message.id;
    this.on.edit(message);
  }

  private walkTexts(older: boolean): boolean {
    const { outgoing, recall, targets } = this;
    const { text } = outgoing;
    const next = older ? recall.older(text, targets.earlierTexts) : recall.newer(text);
    if (next === undefined) return recall.active;
    // A message that was sent is no command, even if it looks like one.
    outgoing.type(next, recall.active && !targets.isCommand(next));
    this.on.replaced();
    moveCaretToEnd();
    return true;
  }
}

/** Whether the caret is where an arrow key put it. */
function isCaretAtEnd(): boolean {
  const field = messageBox();
  return field !== null && field.selectionStart === field.value.length;
}
