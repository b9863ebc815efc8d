/**
 * Runs what changes a session one after the other. The latest wish counts: what was asked before is
 * given up if it can be, and what is next begins when it is done.
 */
export class LatestTask {
  private attempt: AbortController | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  /** @param signal gives this work up; so does whatever is asked next */
  run<T>(work: (attempt: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.attempt?.abort();
    const attempt = new AbortController();
    this.attempt = attempt;
    const cancel = () => attempt.abort();
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel);
    const turn = this.queue
      .then(() => work(attempt.signal))
      .finally(() => signal?.removeEventListener('abort', cancel));
    this.queue = turn.catch(() => {});
    return turn;
  }
}
