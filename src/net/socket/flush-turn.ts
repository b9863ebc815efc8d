/**
 * A flush may wait for another turn of the event loop for every so many members: a turn with a read takes
 * about as long as writing to two or three of them.
 */
const membersPerTurn = 4;

/**
 * Calls for a flush at the end of the event loop's turn; for many members, once a turn brings nothing more.
 * Members reply to what they get one after the other: the first reply alone would cost as many writes as all
 * of them.
 */
export class FlushTurn {
  private immediate: NodeJS.Immediate | undefined;
  /** How much was added since the last flush, and how many turns it may still wait. */
  private added = 0;
  private turns = 0;

  constructor(private readonly flush: () => void) {}

  /** Whether a flush is coming. */
  get isDue(): boolean {
    return this.immediate !== undefined;
  }

  /** Something was added that `members` get. */
  add(members: number): void {
    this.added += 1;
    if (this.immediate) return;
    this.turns = Math.floor(members / membersPerTurn);
    this.wait(0);
  }

  /** Forgets what was added, because it is flushed now. */
  clear(): void {
    clearImmediate(this.immediate);
    this.immediate = undefined;
    this.added = 0;
  }

  /** @param before how much had been added when it began to wait */
  private wait(before: number): void {
    this.immediate = setImmediate(() => {
      if (this.turns === 0 || this.added === before) {
        this.flush();
        return;
      }
      this.turns -= 1;
      this.wait(this.added);
    });
  }
}
