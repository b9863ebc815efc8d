/** How long a slice of work may take before other work gets its turn, in ms. */
const sliceMs = 12;

/**
 * Runs the steps of a long task in slices, so that nothing else waits for long. A slice ends with the first
 * step that exceeds its time, so each step must be short.
 * @param steps does a part of the work with each call of `next`
 * @param pause resolves when other work has had its turn
 * @returns the task's result; undefined once the signal is aborted, which also ends the task
 */
export async function runInSlices<T>(
  steps: Generator<unknown, T, undefined>,
  signal?: AbortSignal,
  pause: () => Promise<void> = nextTurn,
): Promise<T | undefined> {
  for (;;) {
    const end = performance.now() + sliceMs;
    do {
      if (signal?.aborted) {
        steps.return(undefined as T);
        return undefined;
      }
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() < end);
    await pause();
  }
}

/** Runs all steps of a task at once. */
export function runToEnd<T>(steps: Generator<unknown, T, undefined>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Waits until the event loop has handled what is due. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
