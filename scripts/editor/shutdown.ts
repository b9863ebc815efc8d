/** How long the cleanups may take together after a signal, in milliseconds. */
const CLEANUP_MS = 8_000;

interface Cleanup {
  /** Stops it in an orderly way. */
  stop(): Promise<void>;
  /** The last resort while the process exits: synchronous, must not throw. */
  kill(): void;
}

const cleanups = new Set<Cleanup>();
let listening = false;

/**
 * Has something stopped when this process ends, however it ends: in an orderly way on SIGINT, SIGTERM and
 * SIGHUP, at once on exit.
 *
 * @returns call it when the thing has stopped by itself
 */
export function stopOnShutdown(cleanup: Cleanup): () => void {
  listen();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

function listen(): void {
  if (listening) return;
  listening = true;
  process.on('exit', () => {
    for (const cleanup of cleanups) cleanup.kill();
  });
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    // Once: a second Ctrl+C ends the process without waiting, through the exit handler.
    process.once(signal, () => {
      // A program for which a signal is the usual end has set its exit code beforehand.
      const code = process.exitCode ?? 128 + number;
      process.once(signal, () => process.exit(code));
      void stopAll().then(() => process.exit(code));
    });
  }
}

async function stopAll(): Promise<void> {
  const timeUp = new Promise<void>((resolve) => setTimeout(resolve, CLEANUP_MS));
  const stopped = Promise.allSettled([...cleanups].map((cleanup) => cleanup.stop()));
  await Promise.race([stopped, timeUp]);
}
