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
  /** Set while the chat is about to take the keyboard. */
  private arrival: AbortController | undefined;

  /** Takes an answered input over instead of its being closed. */
  hold(input: Input): void {
    this.close();
    input.busy = true;
    this.held = { input, answer: input.value };
  }

  get isOpen(): boolean {
    return this.held !== undefined;
  }

  /**
   * Closes once the chat has taken the keyboard: what is typed until then is meant for it. Afterwards the
   * person may be writing something else.
   */
  async handOver(showChat: (from: Arrival) => Promise<void>): Promise<void> {
    const arrival = new AbortController();
    this.arrival = arrival;
    try {
      await showChat({ answered: this, signal: arrival.signal });
    } finally {
      if (this.arrival === arrival) {
        this.arrival = undefined;
        this.close();
      }
    }
  }

  /** The chat is not to take the keyboard any more: the person has something else to answer. */
  keepKeyboard(): void {
    this.arrival?.abort();
  }

  /** Closes, unless the chat is about to take the keyboard. */
  closeUnlessHandedOver(): void {
    if (!this.arrival) this.close();
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
