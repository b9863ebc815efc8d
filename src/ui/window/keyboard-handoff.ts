import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { InputBox } from './quick-input';
import type { QuickPick } from './quick-pick';

type Input = Pick<
  InputBox | QuickPick<never>,
  'value' | 'busy' | 'onDidHide' | 'showWaiting' | 'hide' | 'dispose'
>;

/**
 * How long to wait for a hidden input's event, in milliseconds. It normally comes at once; from a closed
 * window it never comes.
 */
const hideMs = 5000;

/** The transition of the keyboard from an answered input to the chat. */
export interface Handoff {
  readonly answered: Pick<KeyboardHandoff, 'isOpen' | 'dismissed' | 'finish'>;
  /** Aborted when the user turns to something else. */
  readonly signal: AbortSignal;
}

/**
 * The list or text box that was answered most recently. It stays open and keeps the keyboard until the chat
 * can take it: text typed in between is meant for the chat, not for the file that was edited before.
 */
export class KeyboardHandoff {
  private held: Held | undefined;
  /** Set while the chat is about to take the keyboard. */
  private arrival: AbortController | undefined;

  constructor(private readonly clock: Clock) {}

  /** Keeps an answered input open instead of closing it. */
  begin(input: Input): void {
    this.close();
    input.busy = true;
    const dismissal = new AbortController();
    const listening = input.onDidHide(() => dismissal.abort());
    this.held = { input, answer: input.value, dismissed: dismissal.signal, listening };
  }

  get isOpen(): boolean {
    return this.held !== undefined;
  }

  /** Aborted when the user closes the input, for example with Escape. */
  get dismissed(): AbortSignal {
    return this.held?.dismissed ?? AbortSignal.abort();
  }

  /**
   * Shows that the chat is opening, and closes the input once the chat has the keyboard: text typed until then
   * is meant for the chat. Closes it even if opening fails, unless a later call has taken over.
   */
  async handOver(showChat: (from: Handoff) => Promise<void>, t: Translate): Promise<void> {
    const arrival = new AbortController();
    this.arrival = arrival;
    this.held?.input.showWaiting(
      t('Opening the chat…'),
      t('What you type now goes into the message box.'),
    );
    try {
      await showChat({ answered: this, signal: arrival.signal });
    } finally {
      if (this.arrival === arrival) {
        this.arrival = undefined;
        this.close();
      }
    }
  }

  /** Keeps the chat from taking the keyboard, because the user has another question to answer. */
  keepKeyboard(): void {
    this.arrival?.abort();
  }

  /** Closes the input, unless the chat is about to take the keyboard. */
  closeUnlessHandedOver(): void {
    if (!this.arrival) this.close();
  }

  /** Closes the input and drops what was typed in it. */
  close(): void {
    const { held } = this;
    this.held = undefined;
    held?.listening.dispose();
    held?.input.dispose();
  }

  /** Closes the input. Resolves with what was typed in it since it was answered. */
  async finish(): Promise<string> {
    const { held } = this;
    this.held = undefined;
    if (!held) return '';
    const { input, answer, dismissed, listening } = held;
    // The value lags behind the window, and `dispose()` discards what hasn't arrived yet. The hide event
    // comes after the last change.
    if (!dismissed.aborted) await this.hide(input, dismissed);
    listening.dispose();
    const { value } = input;
    input.dispose();
    return typedSince(answer, value);
  }

  private hide(input: Input, hidden: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const late = this.clock.after(hideMs, resolve);
      hidden.addEventListener('abort', () => {
        late.dispose();
        resolve();
      });
      input.hide();
    });
  }
}

interface Held {
  readonly input: Input;
  readonly answer: string;
  readonly dismissed: AbortSignal;
  readonly listening: Disposable;
}

/**
 * What was typed into an answered box: before, inside or after the answer, because the editor doesn't
 * always leave the caret at its end, or instead of it. The answer itself must not be part of the result: an
 * invite contains a secret.
 */
function typedSince(answer: string, value: string): string {
  const more = value.length - answer.length;
  let start = 0;
  while (start < answer.length && value[start] === answer[start]) start += 1;
  const isInserted = more >= 0 && value.endsWith(answer.slice(start));
  return isInserted ? value.slice(start, start + more) : value;
}
