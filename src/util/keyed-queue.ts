/** Runs asynchronous work with the same key one after another. */
export class KeyedQueue {
  private readonly last = new Map<string, Promise<void>>();

  /** Resolves when all work queued so far has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.last.values());
  }

  /** Runs `work` once all earlier work with this key has ended, whether or not it failed. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(key) ?? Promise.resolve()).then(work);
    const ended = turn.then(
      () => {},
      () => {},
    );
    this.last.set(key, ended);
    void ended.then(() => {
      if (this.last.get(key) === ended) this.last.delete(key);
    });
    return turn;
  }
}
