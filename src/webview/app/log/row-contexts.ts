import type { RowContext } from '../message/message';
import { Times } from '../message/times';
import type { PanelStore } from '../state/panel-store';

/** What the rows need of the panel around the log. */
export type RowHands = Pick<RowContext, 'post' | 'act'>;

/** Makes what rows are drawn with, and only anew when they would look different. */
export class RowContexts {
  private made: RowContext | undefined;
  /** All that it was made of, as text and objects that can be compared. */
  private of: readonly unknown[] = [];
  private times = new Times('en');
  private language = 'en';

  constructor(
    private readonly hands: RowHands,
    private readonly reveal: (messageId: string) => void,
  ) {}

  /** Undefined until the first {@link update}. */
  get current(): RowContext | undefined {
    return this.made;
  }

  /** Takes what the panel knows now; true when all rows have to be drawn again. */
  update({ strings, status, reading, language }: PanelStore): boolean {
    if (!strings || !status) return false;
    if (language !== this.language) {
      this.language = language;
      this.times = new Times(language);
    }
    const { times, reveal } = this;
    const { post, act } = this.hands;
    const { canAct } = status;
    const today = new Date().toDateString();
    const of = [strings, times, reading, canAct, today];
    if (of.every((part, i) => part === this.of[i])) return false;
    this.of = of;
    this.made = {
      strings,
      times,
      reading,
      canAct,
      act,
      post,
      reveal,
      get now() {
        return Date.now();
      },
    };
    return true;
  }
}
