/** What went wrong with the messages that members should have received. */
export interface Tally {
  readonly lost: number;
  readonly doubled: number;
  /** Came after a message that was sent later. */
  readonly misordered: number;
}

export const nothingWrong: Tally = { lost: 0, doubled: 0, misordered: 0 };

export function addTallies(a: Tally, b: Tally): Tally {
  return {
    lost: a.lost + b.lost,
    doubled: a.doubled + b.doubled,
    misordered: a.misordered + b.misordered,
  };
}

/** Whether anything was lost, doubled or out of order. */
export function isWrong({ lost, doubled, misordered }: Tally): boolean {
  return lost + doubled + misordered > 0;
}

/** Checks that one member receives what each speaker sends: everything, once, and in order. */
export class SequenceCheck {
  /** By speaker: the number that comes next. */
  private readonly next: number[] = [];
  /** By speaker: numbers that were skipped, and may still come. */
  private readonly skipped = new Map<number, Set<number>>();
  private doubled = 0;
  private misordered = 0;

  note(speaker: number, number: number): void {
    const next = this.next[speaker] ?? 0;
    if (number === next) this.next[speaker] = next + 1;
    else if (number > next) {
      const skipped = this.skipped.get(speaker) ?? new Set();
      for (let missing = next; missing < number; missing += 1) skipped.add(missing);
      this.skipped.set(speaker, skipped);
      this.next[speaker] = number + 1;
    } else if (this.skipped.get(speaker)?.delete(number)) this.misordered += 1;
    else this.doubled += 1;
  }

  /** How many different messages have come from a speaker. */
  received(speaker: number): number {
    return (this.next[speaker] ?? 0) - (this.skipped.get(speaker)?.size ?? 0);
  }

  /** @param sent by speaker: how many messages the member should have received */
  tally(sent: readonly number[]): Tally {
    const lost = sent.reduce((sum, count, speaker) => sum + count - this.received(speaker), 0);
    return { lost, doubled: this.doubled, misordered: this.misordered };
  }
}
