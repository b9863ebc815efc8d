/** Which entries of a log answer which, for whoever has to know when one of them goes. */
export class Replies {
  /** Ids of answers, by the id of what they answer. */
  private readonly byTarget = new Map<string, string[]>();

  add(target: string, answer: string): void {
    const known = this.byTarget.get(target);
    if (known) known.push(answer);
    else this.byTarget.set(target, [answer]);
  }

  /** The entry is gone: gives the ids of those that answered it, some of which may be gone as well. */
  forget(target: string): readonly string[] {
    const known = this.byTarget.get(target) ?? [];
    this.byTarget.delete(target);
    return known;
  }

  clear(): void {
    this.byTarget.clear();
  }
}
