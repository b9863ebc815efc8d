/**
 * Runs the tasks that change a session one after another. Only the latest one matters: it aborts the
 * previous task, and starts when that has finished.
 */
export class LatestTask {
  private attempt: AbortController | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  /** @param signal aborts this task; the next task does so as well */
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
