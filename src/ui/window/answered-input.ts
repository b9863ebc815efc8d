import type { InputBox } from './input-box';
import type { QuickPick } from './quick-pick';

type Input = Pick<InputBox | QuickPick<never>, 'value' | 'busy' | 'dispose'>;

/** The way of the keyboard from an answered list to the chat. */
export interface Arrival {
  readonly answered: Pick<AnsweredInput, 'isOpen' | 'close'>;
  /** The person turns to something else. */
  readonly signal: AbortSignal;
}

/**
 * The list or text box that was answered last. It stays open, and with it the keyboard, until the chat can
 * take it: what is typed in between is meant for the chat, not for the file that was edited before.
 */
export class AnsweredInput {
  private held: { readonly input: Input; readonly answer: string } | undefined;

  /** Takes an answered input over instead of its being closed. */
  hold(input: Input): void {
    this.close();
    input.busy = true;
    this.held = { input, answer: input.value };
  }

  get isOpen(): boolean {
    return this.held !== undefined;
  }

  /** Closes it; returns what was typed in it since it was answered. */
  close(): string {
    const { held } = this;
    this.held = undefined;
    if (!held) return '';
    const { input, answer } = held;
    const { value } = input;
    input.dispose();
    return typedSince(answer, value);
  }
}

/**
 * What was typed into an answered box: before, in or behind the answer, for the editor does not always leave
 * the caret at its end, or over it. The answer itself must not come with it: an invite holds a secret.
 */
function typedSince(answer: string, value: string): string {
  const more = value.length - answer.length;
  let start = 0;
  while (start < answer.length && value[start] === answer[start]) start += 1;
  const isInserted = more >= 0 && value.endsWith(answer.slice(start));
  return isInserted ? value.slice(start, start + more) : value;
}
