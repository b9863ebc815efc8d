import { markedText, microseconds } from './marked-text';
import type { Member } from './member';

/** A member who speaks; numbers its messages. */
export class Speaker {
  sent = 0;
  /** How many messages it may send now. */
  private credit = 0;

  constructor(
    private readonly id: number,
    private readonly member: Member,
    private readonly bytes: number,
  ) {}

  /** Lets it send some messages at the next {@link send}. */
  allow(count: number): void {
    this.credit += count;
  }

  /** Sends what it may, in one write. */
  send(): void {
    if (this.credit === 0) return;
    const texts: string[] = [];
    const now = microseconds();
    for (; this.credit > 0; this.credit -= 1) {
      texts.push(markedText(this.id, this.sent, now, this.bytes));
      this.sent += 1;
    }
    this.member.say(texts);
  }
}
