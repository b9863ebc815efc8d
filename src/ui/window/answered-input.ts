import type { Translate } from '../../strings/translate';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import type { InputBox } from './quick-input';
import type { QuickPick } from './quick-pick';

type Input = Pick<
  InputBox | QuickPick<never>,
  'value' | 'busy' | 'onDidHide' | 'showWaiting' | 'hide' | 'dispose'
>;

/** A hidden input tells so at once; a window that is gone never does. Ms. */
const hideMs = 5000;

/** The way of the keyboard from an answered list to the chat. */
export interface Arrival {
  readonly answered: Pick<AnsweredInput, 'isOpen' | 'dismissed' | 'finish'>;
  /** The person turns to something else. */
  readonly signal: AbortSignal;
}

/**
 * The list or text box that was answered last. It stays open, and with it the keyboard, until the chat can
 * take it: what is typed in between is meant for the chat, not for the file that was edited before.
 */
export class AnsweredInput {
  private held: Held | undefined;
  /** Set while the chat is about to take the keyboard. */
  private arrival: AbortController | undefined;

  constructor(private readonly clock: Clock) {}

  /** Takes an answered input over instead of its being closed. */
  hold(input: Input): void {
    this.close();
    input.busy = true;
    const dismissal = new AbortController();
    const listening = input.onDidHide(() => dismissal.abort());
    this.held = { input, answer: input.value, dismissed: dismissal.signal, listening };
  }

  get isOpen(): boolean {
    return this.held !== undefined;
  }

  /** Aborted when the person closes it, as with Escape. */
  get dismissed(): AbortSignal {
    return this.held?.dismissed ?? AbortSignal.abort();
  }

  /**
   * Says that the chat is coming, and closes once it has taken the keyboard: what is typed until then is meant
   * for it. Afterwards the person may be writing something else.
   */
  async handOver(showChat: (from: Arrival) => Promise<void>, t: Translate): Promise<void> {
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

  /** The chat is not to take the keyboard any more: the person has something else to answer. */
  keepKeyboard(): void {
    this.arrival?.abort();
  }

  /** Closes, unless the chat is about to take the keyboard. */
  closeUnlessHandedOver(): void {
    if (!this.arrival) this.close();
  }

  /** Closes it, whatever was typed in it. */
  close(): void {
    const { held } = this;
    this.held = undefined;
    held?.listening.dispose();
    held?.input.dispose();
  }

  /** Closes it. Resolves with what was typed in it since it was answered. */
  async finish(): Promise<string> {
    const { held } = this;
    this.held = undefined;
    if (!held) return '';
    const { input, answer, dismissed, listening } = held;
    // Its value lags behind the window, and what has not come by `dispose()` never does: the last of it
    // is here before the word that it is hidden.
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
