import type { CodeBox } from '../../src/ui/rooms/code-box';
import type { CodeEntryBox } from '../../src/ui/rooms/code-flow';
import { Emitter } from '../../src/util/event';

/** The editor's text box, without an editor. */
export class FakeCodeBox implements CodeEntryBox, CodeBox {
  title = '';
  prompt = '';
  placeholder = '';
  value = '';
  validationMessage: string | undefined;
  ignoreFocusOut = false;
  busy = false;
  enabled = true;
  isOpen = false;
  private readonly accepted = new Emitter<void>();
  private readonly changed = new Emitter<string>();
  private readonly hidden = new Emitter<void>();
  readonly onDidAccept = this.accepted.event;
  readonly onDidChangeValue = this.changed.event;
  readonly onDidHide = this.hidden.event;

  show(): void {
    this.isOpen = true;
  }

  dispose(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.hidden.fire();
  }

  hide(): void {
    this.dispose();
  }

  showWaiting(words: string): void {
    this.prompt = words;
  }

  type(text: string): void {
    this.value = text;
    this.changed.fire(text);
    this.accepted.fire();
  }
}
