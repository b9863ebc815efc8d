import type { Completion } from './completion';
import { type Key, LineEditor } from './line-editor';
import type { Draft } from './prompt';

/** What the input asks for; the terminal does it. */
export interface InputHandlers {
  /** The user has entered a line. */
  submit(text: string): void;
  /** The draft of a message has changed. */
  typing(): void;
  complete(text: string, cursor: number): Completion;
  /** The user can choose from these. */
  offer(choices: readonly string[]): void;
  /** @param isInterrupt Ctrl+C; otherwise Ctrl+D */
  leave(isInterrupt: boolean): void;
  suspend(): void;
  redraw(): void;
  /** The draft is to be shown. */
  show(draft: Draft): void;
}

/** The longest answer to a question, in UTF-16 units. */
const maxAnswer = 3;

/** A question that takes the place of the draft. */
interface Question {
  readonly label: string;
  readonly draft: { readonly text: string; readonly cursor: number; readonly isSelected: boolean };
  readonly answer: (text: string) => void;
  /** What Ctrl+C answers. */
  readonly onInterrupt: string;
}

/** Turns keys into a draft, submitted lines, and answers to questions. */
export class DraftInput {
  private readonly editor = new LineEditor();
  private question: Question | undefined;

  constructor(private readonly handlers: InputHandlers) {}

  get isMultiLine(): boolean {
    return this.editor.isMultiLine;
  }

  beginMultiLine(): void {
    this.editor.beginMultiLine();
  }

  press(typed: string | undefined, key: Key): void {
    const { editor, handlers } = this;
    const before = editor.text;
    const event = editor.press(typed, key);
    switch (event?.type) {
      case 'submit':
        this.submit(event.text);
        break;
      case 'complete':
        this.complete();
        break;
      case 'interrupt':
        this.interrupt();
        break;
      case 'end':
        if (this.question) this.answer('');
        else handlers.leave(false);
        break;
      case 'suspend':
        handlers.suspend();
        return;
      case 'redraw':
        handlers.redraw();
        break;
      default:
        if (editor.text !== before) this.tellTyping();
    }
    this.show();
  }

  /**
   * Asks in place of the draft, which comes back after it. Resolves to an empty text when there is no answer.
   * @param onInterrupt what Ctrl+C answers
   */
  ask(label: string, onInterrupt = ''): Promise<string> {
    this.answer('');
    const { text, cursor, isSelected } = this.editor;
    return new Promise((resolve) => {
      this.question = { label, draft: { text, cursor, isSelected }, answer: resolve, onInterrupt };
      this.editor.clear();
      this.show();
    });
  }

  /**
   * Puts back what couldn't be sent, unless the user has typed something else. What is typed next replaces it, so that it can't
   * become the beginning of a message by accident; Up brings it back.
   */
  giveBack(text: string): void {
    if (this.editor.text !== '' || this.question) return;
    this.editor.select(text);
    this.show();
  }

  /** Shows the draft. */
  show(): void {
    const { text, cursor } = this.editor;
    const label = this.question ? `${this.question.label} ` : '> ';
    this.handlers.show({ label, text, cursor });
  }

  private submit(text: string): void {
    if (this.question) {
      // A line that was meant for the room: nothing typed is lost.
      if (text.trim().length > maxAnswer) this.editor.remember(text);
      this.answer(text);
    } else if (text.trim() !== '') {
      this.editor.remember(text);
      this.handlers.submit(text);
    }
  }

  private tellTyping(): void {
    const { text } = this.editor;
    if (text !== '' && !text.startsWith('/') && !this.question) this.handlers.typing();
  }

  private answer(text: string): void {
    const { question } = this;
    if (!question) return;
    this.question = undefined;
    const { text: draft, cursor, isSelected } = question.draft;
    if (isSelected) this.editor.select(draft);
    else this.editor.set(draft, cursor);
    question.answer(text);
  }

  private complete(): void {
    if (this.question) return;
    const { text, cursor } = this.editor;
    const completed = this.handlers.complete(text, cursor);
    this.editor.set(completed.text, completed.cursor);
    if (completed.choices.length > 1) this.handlers.offer(completed.choices);
  }

  /** Ctrl+C: drops what is typed; leaves when there is nothing. */
  private interrupt(): void {
    if (this.question) this.answer(this.question.onInterrupt);
    else if (this.editor.text !== '' || this.editor.isMultiLine) this.editor.clear();
    else this.handlers.leave(true);
  }
}
